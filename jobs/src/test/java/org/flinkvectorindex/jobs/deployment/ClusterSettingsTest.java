package org.flinkvectorindex.jobs.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.contrib.streaming.state.RocksDBOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.topology.FlinkSettings;
import org.junit.jupiter.api.Test;

/** {@code flink-conf/config.yaml}, read as Flink reads it. */
class ClusterSettingsTest {
  static final Configuration CLUSTER =
      GlobalConfiguration.loadConfiguration(Project.file("flink-conf").toString());

  /** What belongs to one job, and has no place in a cluster's settings. */
  private static final List<String> OF_THE_JOB =
      List.of(
          PipelineOptions.NAME.key(),
          PipelineOptions.MAX_PARALLELISM.key(),
          PipelineOptions.OBJECT_REUSE.key(),
          CheckpointingOptions.CHECKPOINTING_INTERVAL.key(),
          CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS.key(),
          // Classes of the job's jar, which the cluster doesn't have.
          StateBackendOptions.STATE_BACKEND.key(),
          RocksDBOptions.OPTIONS_FACTORY.key());

  @Test
  void flinkKnowsEveryKeyAndValue() {
    assertThat(CLUSTER.toMap()).isNotEmpty();
    assertThat(KnownOptions.problems(CLUSTER.toMap())).isEmpty();
  }

  @Test
  void aKeyOrValueThatFlinkDoesNotKnowIsFound() {
    assertThat(
            KnownOptions.problems(
                Map.of(
                    "execution.checkpointing.unaligned", "true",
                    "taskmanager.numberOfTaskSlots", "many",
                    "pipeline.generic-types", "false")))
        .hasSize(2);
  }

  @Test
  void theJvmIsTheOneThatTheTestsRunOn() {
    List<String> wanted = new ArrayList<>(List.of("--add-modules=jdk.incubator.vector"));
    wanted.addAll(List.of(Project.property("java.opens").split(" ")));
    assertThat(CLUSTER.get(CoreOptions.FLINK_JVM_OPTIONS).split("\\s+"))
        .containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(Project.property("test.jvm")).contains("--add-modules=jdk.incubator.vector ");
  }

  @Test
  void theJobWouldSayTheSame() {
    Configuration job = FlinkSettings.of(example(), new Configuration());
    List<String> shared = job.keySet().stream().filter(key -> !OF_THE_JOB.contains(key)).toList();
    assertThat(CLUSTER.keySet()).containsAll(shared).doesNotContainAnyElementsOf(OF_THE_JOB);
    for (String key : shared) {
      assertThat(KnownOptions.value(key, CLUSTER)).as(key).isEqualTo(KnownOptions.value(key, job));
    }
  }

  /** The first one after a restore is whole, and every task must hear of it before the next. */
  @Test
  void noCheckpointBeginsRightAfterAnother() {
    Configuration job = FlinkSettings.of(example(), new Configuration());
    assertThat(job.get(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS)).hasSeconds(2);
    Configuration cluster = new Configuration();
    cluster.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, Duration.ofSeconds(5));
    assertThat(FlinkSettings.of(example(), cluster).keySet())
        .doesNotContain(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS.key());
  }

  @Test
  void memoryAddsUp() {
    assertThatCode(() -> requireMemory(CLUSTER)).doesNotThrowAnyException();
  }

  /** Throws where Flink could not cut its parts out of the size of a process. */
  static void requireMemory(Configuration settings) {
    TaskExecutorProcessUtils.processSpecFromConfig(settings);
    JobManagerProcessUtils.processSpecFromConfigWithNewOptionToInterpretLegacyHeap(
        settings, JobManagerOptions.JVM_HEAP_MEMORY);
  }

  private static JobOptions example() {
    String file = Project.file("flink-conf/jobs/words.yaml").toString();
    return JobConfiguration.load(List.of("--config", file), Map.of());
  }
}
