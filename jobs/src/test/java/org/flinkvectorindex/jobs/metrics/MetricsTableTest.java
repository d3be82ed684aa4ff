package org.flinkvectorindex.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flinkvectorindex.operators.StageMetric;
import org.junit.jupiter.api.Test;

class MetricsTableTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("project.root"), "docs", "metrics.md");

  private static final String REGENERATE =
      "mvn -pl jobs -am test -Dtest=MetricsTableTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dmetrics.table=write";

  @Test
  void theDocumentIsWhatTheCodeSays() throws IOException {
    if ("write".equals(System.getProperty("metrics.table"))) {
      Files.writeString(DOCUMENT, MetricsTable.markdown());
    }
    assertThat(DOCUMENT)
        .as("docs/metrics.md is out of date; write it again with: %s", REGENERATE)
        .exists()
        .content()
        .isEqualTo(MetricsTable.markdown());
  }

  /** A label a vector, or a query, would be a series each. */
  @Test
  void nothingIsLabelledByWhatARecordSays() {
    for (MetricsTable.Row row : MetricsTable.stages()) {
      assertThat(
              List.of(
                  StageMetric.COLLECTION,
                  StageMetric.REASON,
                  StageMetric.WINDOW,
                  StageMetric.ALIAS))
          .containsAll(row.labels());
    }
  }

  @Test
  void everyNameIsThereOnce() {
    int rows =
        MetricsTable.stages().size()
            + MetricsTable.connectors().size()
            + MetricsTable.flink().size();
    assertThat(MetricsTable.names()).hasSize(rows);
  }
}
