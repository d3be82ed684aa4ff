package org.flinkvectorindex.benchmarks.demo;

import java.util.Map;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalPulsar;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;

/** The job's configuration, as it would lie in a file. */
final class DemoJob {
  static final String COLLECTION = "words";
  static final String VECTORS = "vectors";
  static final int SHARDS = 8;

  private static final String YAML =
      """
      name: words
      collections:
        - name: words
          dimension: 100
          metric: cosine
          shards: 8
          order: log
          index: {type: hnsw, m: 16, ef-construction: 200, ef: 64}
          windows:
            - {name: ten-seconds, type: tumbling, size: 10 s, allowed-lateness: 1 min}
            - {name: half-minute, type: sliding, size: 30 s, slide: 10 s, allowed-lateness: 1 min}
      vectors:
        - %s
      queries:
        - {type: kafka, bootstrap-servers: "${KAFKA}", topics: [queries], group-id: words, start: earliest}
      results: {type: kafka, bootstrap-servers: "${KAFKA}", topic: results}
      dead-letters: {type: kafka, bootstrap-servers: "${KAFKA}", topic: dead-letters}
      changes: {type: kafka, bootstrap-servers: "${KAFKA}", topic: changes}
      statistics: {type: kafka, bootstrap-servers: "${KAFKA}", topic: statistics}
      redis: {uri: "${REDIS}", publish: [vectors, results, windows]}
      search: {recall-sample: 0.1}
      checkpoints: {interval: 10 s}
      """;

  private static final String FROM_KAFKA =
      "{type: kafka, bootstrap-servers: \"${KAFKA}\", topics: [vectors], group-id: words, start:"
          + " earliest}";

  private static final String FROM_PULSAR =
      "{type: pulsar, service-url: \"${PULSAR}\", admin-url: \"${ADMIN}\", topics: [vectors],"
          + " subscription: words, format: protobuf, start: earliest}";

  private DemoJob() {}

  static JobOptions options(LocalKafka kafka, LocalRedis redis) {
    return JobConfiguration.parse(
        YAML.formatted(FROM_KAFKA),
        Map.of(),
        Map.of("KAFKA", kafka.bootstrapServers(), "REDIS", redis.uri()));
  }

  /** Words from Pulsar, all else by Kafka. */
  static JobOptions options(LocalKafka kafka, LocalPulsar pulsar, LocalRedis redis) {
    return JobConfiguration.parse(
        YAML.formatted(FROM_PULSAR),
        Map.of(),
        Map.of(
            "KAFKA", kafka.bootstrapServers(),
            "PULSAR", pulsar.serviceUrl(),
            "ADMIN", pulsar.adminUrl(),
            "REDIS", redis.uri()));
  }
}
