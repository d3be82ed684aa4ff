package org.flinkvectorindex.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;

/** The job under test, as its configuration file says. */
final class ChaosJob {
  static final String COLLECTION = "words";
  static final int SHARDS = 8;
  static final String GROUP = "chaos";
  static final String RESULTS = "results";
  static final String CHANGES = "changes";

  private ChaosJob() {}

  static void createTopics(LocalKafka kafka) {
    kafka.createTopic(Traffic.VECTORS, Traffic.PARTITIONS);
    for (String topic : List.of(Traffic.QUERIES, RESULTS, CHANGES, "dead-letters")) {
      kafka.createTopic(topic, 2);
    }
  }

  /**
   * @param effort of a search: changes with every upgrade
   */
  static Path write(Path file, LocalKafka kafka, LocalRedis redis, Found found, int effort)
      throws IOException {
    Files.writeString(
        file,
        """
        name: chaos
        collections:
          - name: words
            dimension: %1$d
            metric: cosine
            shards: %2$d
            order: version
            index: %5$s
        vectors:
          - {type: kafka, bootstrap-servers: "%3$s", topics: [vectors], group-id: chaos, start: earliest}
        queries:
          - {type: kafka, bootstrap-servers: "%3$s", topics: [queries], group-id: chaos, start: earliest}
        results: {type: kafka, bootstrap-servers: "%3$s", topic: results, delivery: exactly-once}
        changes: {type: kafka, bootstrap-servers: "%3$s", topic: changes, delivery: exactly-once}
        dead-letters: {type: kafka, bootstrap-servers: "%3$s", topic: dead-letters}
        redis: {uri: "%4$s", publish: [vectors, results]}
        checkpoints: {interval: 1 s}
        """
            .formatted(
                KnownStream.DIMENSION,
                SHARDS,
                kafka.bootstrapServers(),
                redis.uri(),
                found.index(effort)));
    return file;
  }
}
