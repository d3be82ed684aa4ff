package org.flinkvectorindex.jobs.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.InvalidConfigurationException;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Putting a job together whose history is not there. */
class BackfillTest {
  @TempDir private Path folder;

  @Test
  void aClientRefusesFilesThatAreGone() {
    assertThatThrownBy(() -> wire("remote", "30 s"))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("backfill.files")
        .hasMessageContaining("gone.jsonl can't be read");
  }

  /** It puts the job together after each of its failures, also when all of history was read. */
  @Test
  void aJobManagerComesBackWithoutThem() {
    assertThatCode(() -> wire("embedded", "30 s")).doesNotThrowAnyException();
  }

  @Test
  void whoAsksNobodyDoesNotLookForThem() {
    assertThatCode(() -> wire("remote", "0 ms")).doesNotThrowAnyException();
  }

  /** Kafka's client quotes what it does not understand. */
  @Test
  void brokersThatCannotBeAskedCostNoSecret() {
    assertThatThrownBy(
            () ->
                wire(
                    "remote",
                    List.of(
                        "--vectors.0.properties.security.protocol",
                        "s3cret",
                        "--backfill.from",
                        "earliest")))
        .hasMessageContaining("backfill.from: no Kafka client")
        .satisfies(
            thrown ->
                assertThat(ExceptionUtils.stringifyException(thrown)).doesNotContain("s3cret"));
  }

  private void wire(String target, String patience) {
    wire(
        target,
        List.of(
            "--preflight.patience",
            patience,
            "--backfill.files",
            folder.resolve("gone.jsonl").toString()));
  }

  private static void wire(String target, List<String> further) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--config",
                Path.of(System.getProperty("project.root"), "flink-conf/jobs/words.yaml")
                    .toString(),
                "--backfill.name",
                "history"));
    arguments.addAll(further);
    VectorIndexJob.wire(
        JobConfiguration.load(arguments, Map.of()),
        new StreamExecutionEnvironment(new Configuration().set(DeploymentOptions.TARGET, target)));
  }
}
