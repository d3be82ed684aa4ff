package org.flinkvectorindex.benchmarks.pipeline;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.flinkvectorindex.benchmarks.IndexOptions;
import org.flinkvectorindex.console.Place;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;

/**
 * The configuration of the job that is measured.
 *
 * @param servers of Kafka
 * @param batchRows changes in a batch, at most
 * @param checkpoints between them, as a configuration says it
 */
record BenchJob(
    String servers,
    int dimension,
    Metric metric,
    int shards,
    IndexOptions index,
    int ef,
    int batchRows,
    String checkpoints) {

  /** Vectors from a topic, and each change that was applied to another. */
  JobOptions fromTopic() {
    return job("log", "changes: {type: kafka, bootstrap-servers: \"@\", topic: changes}");
  }

  /**
   * Vectors from a file as a backfill reads it, without a limit; the topic of vectors stays empty.
   */
  JobOptions fromFile(Path rows) {
    return job(
        "time",
        "backfill: {name: rows, files: [\"%s\"], collection: bench, rate: 10000000}"
            .formatted(Place.of(rows)));
  }

  private JobOptions job(String order, String more) {
    return JobConfiguration.parse(
        """
        name: bench
        collections:
          - {name: bench, dimension: %d, metric: %s, shards: %d, order: %s, %s}
        vectors:
          - {type: kafka, bootstrap-servers: "@", topics: [vectors], group-id: bench, start: earliest}
        queries:
          - {type: kafka, bootstrap-servers: "@", topics: [queries], group-id: bench, start: earliest}
        results: {type: kafka, bootstrap-servers: "@", topic: results}
        dead-letters: {type: kafka, bootstrap-servers: "@", topic: dead}
        batch: {max-rows: %d}
        checkpoints: {interval: %s}
        %s
        """
            .formatted(
                dimension,
                metric.name().toLowerCase(Locale.ROOT),
                shards,
                order,
                index.yaml(ef),
                batchRows,
                checkpoints,
                more)
            .replace("@", servers),
        Map.of(),
        Map.of());
  }
}
