package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;

/** Configurations: the shortest, one that has every key, one with Pulsar. */
final class Examples {
  static final String LEAST =
      """
      name: words-index
      collections:
        - {name: words, dimension: 100}
      vectors:
        - {type: kafka, bootstrap-servers: "localhost:9092", topics: [vectors], group-id: words}
      queries:
        - {type: kafka, bootstrap-servers: "localhost:9092", topics: [queries], group-id: words}
      results: {type: kafka, bootstrap-servers: "localhost:9092", topic: results}
      dead-letters: {type: kafka, bootstrap-servers: "localhost:9092", topic: dead}
      """;

  static final String EVERY_KEY =
      """
      name: words-index
      collections:
        - name: words
          dimension: 7
          metric: ip
          shards: 3
          order: version
          index:
            type: ivf
            m: 24
            ef-construction: 300
            ef: 99
            nlist: 512
            exact-until: 1000
            probes: 7
          quantizer: {type: rabitq, bits: 2, rerank: 50, originals: store}
          tombstone: {retention: 2 h}
          windows:
            - {name: five-minutes, type: sliding, size: 5 min, slide: 1 min, allowed-lateness: 20 s, group-by: lang, max-groups: 21}
            - {name: visits, type: session, gap: 22 s}
            - {name: thousands, type: global, count: 1000}
          retention: 30 d
      vectors:
        - type: kafka
          bootstrap-servers: a:1,b:2
          topics: [x, y]
          group-id: g
          format: json
          start: timestamp:1738324800000
          discovery: 3 s
          properties: {security.protocol: SSL, sasl: {jaas.config: "password=${SASL}"}}
          collection: words
          out-of-order: 4 s
          idle: 5 s
      queries:
        - type: kafka
          bootstrap-servers: q:1
          topics: [questions]
          group-id: h
          format: json
          start: latest
          discovery: 6 s
          properties: {a: b}
      control: {type: kafka, bootstrap-servers: "k:1", topic: controls, group-id: i, properties: {j: k}}
      results: {type: kafka, bootstrap-servers: "r:1", topic: rs, format: json, delivery: at-least-once, properties: {c: d}}
      dead-letters: {type: kafka, bootstrap-servers: "r:2", topic: ds, format: json, delivery: at-least-once, properties: {e: f}}
      changes: {type: kafka, bootstrap-servers: "r:3", topic: cs, format: json, delivery: at-least-once, properties: {g: h}}
      statistics: {type: kafka, bootstrap-servers: "r:4", topic: ws}
      redis:
        uri: rediss-sentinel://cache:6380,cache-2/2#main
        username: somebody
        password: ${REDIS_PASSWORD}
        sentinel-password: ${REDIS_PASSWORD}
        trusted-certificates: "-----BEGIN CERTIFICATE-----\\nMII"
        certificate: "-----BEGIN CERTIFICATE-----\\nMIJ"
        key: ${REDIS_PASSWORD}
        prefix: mine
        generation: g2
        publish: [results, windows]
        timeout: 7 s
        tombstone-expiry: 8 d
        window-expiry: 9 d
        result-expiry: 10 d
      publish: {generation: g2}
      backfill:
        name: archive
        files: [/h/a.jsonl, "s3://h/b.fbin"]
        ids: [/h/b.ids]
        collection: words
        ts: 22
        version: 23
        from: timestamp:24
        rate: 25
        readers: 26
      admit: {max-ahead: 9 min, max-bytes: 2 mb}
      batch: {max-rows: 11, max-bytes: 12 kb, max-wait: 13 ms}
      search: {timeout: 15 s, recall-sample: 0.02, recall-target: 0.95, least-ef: 9, most-ef: 900}
      state: {graph: {lag: 0.25}, memory: {limit: 3 gb}}
      checkpoints: {interval: 16 s}
      preflight: {patience: 17 s}
      """;

  static final String PULSAR =
      """
      name: words-index
      collections:
        - {name: words, dimension: 100}
      vectors:
        - type: pulsar
          service-url: pulsar://p:1,q:2
          admin-url: http://p:8080
          topics: [vectors, acme/words/more]
          subscription: words
          format: protobuf
          start: earliest
          properties: {pulsar.client.authParams: "token:${SASL}"}
      queries:
        - {type: pulsar, service-url: "pulsar+ssl://p:1", admin-url: "https://p:8443", topic-pattern: "acme/words/queries-.*", subscription: asked}
      results: {type: pulsar, service-url: "pulsar://p:1", topic: "persistent://acme/words/results"}
      dead-letters: {type: kafka, bootstrap-servers: "k:1", topic: dead, delivery: exactly-once}
      """;

  static final Map<String, String> ENVIRONMENT =
      Map.of("REDIS_PASSWORD", "s3cret", "SASL", "hidden");

  private Examples() {}

  /** Everything that is told to be wrong. */
  static List<String> problems(String yaml, Map<String, String> overrides) {
    return catchThrowableOfType(
            InvalidConfigurationException.class,
            () -> JobConfiguration.parse(yaml, overrides, Map.of()))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  static SinkOptions sink(String servers, String topic, Map<String, Secret> properties) {
    return new SinkOptions(
        new SinkPlace.Kafka(servers, topic),
        RecordCodec.JSON,
        SinkOptions.Delivery.AT_LEAST_ONCE,
        properties);
  }
}
