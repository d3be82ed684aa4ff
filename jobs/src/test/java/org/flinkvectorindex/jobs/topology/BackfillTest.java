package org.flinkvectorindex.jobs.topology;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.InvalidConfigurationException;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of history that are gone, by where the job is put together. */
class BackfillTest {
  @TempDir private Path folder;

  @Test
  void aClientRefusesThem() {
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

  private void wire(String target, String patience) {
    VectorIndexJob.wire(
        JobConfiguration.load(
            List.of(
                "--config",
                Path.of(System.getProperty("project.root"), "flink-conf/jobs/words.yaml")
                    .toString(),
                "--preflight.patience",
                patience,
                "--backfill.name",
                "history",
                "--backfill.files",
                folder.resolve("gone.jsonl").toString()),
            Map.of()),
        new StreamExecutionEnvironment(new Configuration().set(DeploymentOptions.TARGET, target)));
  }
}
