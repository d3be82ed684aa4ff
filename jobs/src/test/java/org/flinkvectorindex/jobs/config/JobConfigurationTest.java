package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.MemorySize;
import org.flinkvectorindex.connectors.pulsar.Topics;
import org.flinkvectorindex.connectors.source.Start;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigurationTest {
  private static final String LEAST =
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

  private static final String EVERY_KEY =
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

  private static final String PULSAR =
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

  private static final Map<String, String> ENVIRONMENT =
      Map.of("REDIS_PASSWORD", "s3cret", "SASL", "hidden");

  @Test
  void whatIsLeftOutHasItsDefault() {
    assertThat(JobConfiguration.parse(LEAST, Map.of(), Map.of()))
        .isEqualTo(
            new JobOptions(
                "words-index",
                List.of(
                    new CollectionOptions(
                        "words",
                        100,
                        Metric.COSINE,
                        8,
                        Order.TIME,
                        new IndexOptions(Structure.Kind.HNSW, 16, 200, 64, 0, 4096, 32),
                        new QuantizerOptions(
                            Quantizer.Kind.NONE, Optional.empty(), 0, Quantizer.Originals.HEAP),
                        new TombstoneOptions(Duration.ofHours(24)),
                        List.of(),
                        Optional.empty())),
                List.of(
                    new VectorSourceOptions(
                        new SourceOptions(
                            new SourcePlace.Kafka("localhost:9092", List.of("vectors"), "words"),
                            RecordCodec.JSON,
                            new Start.Committed(),
                            Duration.ofSeconds(10),
                            Map.of()),
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10))),
                Optional.empty(),
                List.of(
                    new SourceOptions(
                        new SourcePlace.Kafka("localhost:9092", List.of("queries"), "words"),
                        RecordCodec.JSON,
                        new Start.Committed(),
                        Duration.ofSeconds(10),
                        Map.of())),
                Optional.empty(),
                sink("localhost:9092", "results", Map.of()),
                sink("localhost:9092", "dead", Map.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new AdmitOptions(Duration.ofMinutes(10), MemorySize.ofMebiBytes(1)),
                new BatchOptions(32, MemorySize.parse("32 kb"), Duration.ofMillis(5)),
                new SearchOptions(Duration.ofSeconds(1), 0.01, Optional.empty(), 8, 1000),
                new StateOptions(0.5, Optional.empty()),
                new CheckpointOptions(Duration.ofSeconds(10)),
                new PreflightOptions(Duration.ofSeconds(30))));
  }

  @Test
  void redisHasDefaultsOnceItIsThere() {
    assertThat(
            JobConfiguration.parse(LEAST, Map.of("redis.uri", "redis://cache:6379"), Map.of())
                .redis())
        .contains(
            new RedisOptions(
                "redis://cache:6379",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "fvi",
                Optional.empty(),
                List.of(RedisOptions.Content.VECTORS, RedisOptions.Content.RESULTS),
                Duration.ofSeconds(2),
                Duration.ofDays(7),
                Duration.ofDays(7),
                Optional.empty()));
  }

  @Test
  void theGenerationHasTwoNames() {
    Map<String, String> one = Map.of("redis.uri", "redis://cache:6379", "publish.generation", "g2");
    assertThat(JobConfiguration.parse(LEAST, one, Map.of()).redis().orElseThrow().generation())
        .contains("g2");
    assertThat(problems(EVERY_KEY, Map.of("publish.generation", "g3")))
        .anyMatch(
            text ->
                text.startsWith(
                    "publish.generation is 'g3': redis.generation, which is the same, is g2"));
  }

  @Test
  void everyKeyIsRead() {
    assertThat(JobConfiguration.parse(EVERY_KEY, Map.of(), ENVIRONMENT))
        .isEqualTo(
            new JobOptions(
                "words-index",
                List.of(
                    new CollectionOptions(
                        "words",
                        7,
                        Metric.IP,
                        3,
                        Order.VERSION,
                        new IndexOptions(Structure.Kind.IVF, 24, 300, 99, 512, 1000, 7),
                        new QuantizerOptions(
                            Quantizer.Kind.RABITQ, Optional.of(2), 50, Quantizer.Originals.STORE),
                        new TombstoneOptions(Duration.ofHours(2)),
                        List.of(
                            new WindowOptions(
                                "five-minutes",
                                WindowOptions.Type.SLIDING,
                                Optional.of(Duration.ofMinutes(5)),
                                Optional.of(Duration.ofMinutes(1)),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofSeconds(20),
                                Optional.of("lang"),
                                21),
                            new WindowOptions(
                                "visits",
                                WindowOptions.Type.SESSION,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Duration.ofSeconds(22)),
                                Optional.empty(),
                                Duration.ZERO,
                                Optional.empty(),
                                20),
                            new WindowOptions(
                                "thousands",
                                WindowOptions.Type.GLOBAL,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(1000),
                                Duration.ZERO,
                                Optional.empty(),
                                20)),
                        Optional.of(Duration.ofDays(30)))),
                List.of(
                    new VectorSourceOptions(
                        new SourceOptions(
                            new SourcePlace.Kafka("a:1,b:2", List.of("x", "y"), "g"),
                            RecordCodec.JSON,
                            new Start.At(1738324800000L),
                            Duration.ofSeconds(3),
                            Map.of(
                                "security.protocol", new Secret("SSL"),
                                "sasl.jaas.config", new Secret("password=hidden"))),
                        Optional.of("words"),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5))),
                Optional.of(
                    new BackfillOptions(
                        "archive",
                        List.of("/h/a.jsonl", "s3://h/b.fbin"),
                        List.of("/h/b.ids"),
                        Optional.of("words"),
                        22,
                        23,
                        Optional.of(new Start.At(24)),
                        25,
                        26)),
                List.of(
                    new SourceOptions(
                        new SourcePlace.Kafka("q:1", List.of("questions"), "h"),
                        RecordCodec.JSON,
                        new Start.Latest(),
                        Duration.ofSeconds(6),
                        Map.of("a", new Secret("b")))),
                Optional.of(
                    new SourceOptions(
                        new SourcePlace.Kafka("k:1", List.of("controls"), "i"),
                        RecordCodec.JSON,
                        new Start.Earliest(),
                        Duration.ofSeconds(10),
                        Map.of("j", new Secret("k")))),
                sink("r:1", "rs", Map.of("c", new Secret("d"))),
                sink("r:2", "ds", Map.of("e", new Secret("f"))),
                Optional.of(sink("r:3", "cs", Map.of("g", new Secret("h")))),
                Optional.of(sink("r:4", "ws", Map.of())),
                Optional.of(
                    new RedisOptions(
                        "rediss-sentinel://cache:6380,cache-2/2#main",
                        Optional.of("somebody"),
                        Optional.of(new Secret("s3cret")),
                        Optional.of(new Secret("s3cret")),
                        Optional.of("-----BEGIN CERTIFICATE-----\nMII"),
                        Optional.of("-----BEGIN CERTIFICATE-----\nMIJ"),
                        Optional.of(new Secret("s3cret")),
                        "mine",
                        Optional.of("g2"),
                        List.of(RedisOptions.Content.RESULTS, RedisOptions.Content.WINDOWS),
                        Duration.ofSeconds(7),
                        Duration.ofDays(8),
                        Duration.ofDays(9),
                        Optional.of(Duration.ofDays(10)))),
                new AdmitOptions(Duration.ofMinutes(9), MemorySize.ofMebiBytes(2)),
                new BatchOptions(11, MemorySize.parse("12 kb"), Duration.ofMillis(13)),
                new SearchOptions(Duration.ofSeconds(15), 0.02, Optional.of(0.95), 9, 900),
                new StateOptions(0.25, Optional.of(MemorySize.parse("3 gb"))),
                new CheckpointOptions(Duration.ofSeconds(16)),
                new PreflightOptions(Duration.ofSeconds(17))));
  }

  /** So that a new key can't be forgotten in {@link #everyKeyIsRead()}. */
  @Test
  void theExampleOfEveryKeyHasEveryKey() {
    List<String> names = new ArrayList<>();
    collect(JobOptions.KEYS, names);
    assertThat(names)
        .isNotEmpty()
        .allSatisfy(name -> assertThat(EVERY_KEY + PULSAR).containsPattern("\\b" + name + ":"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          collections.0.dimension | 9000 | 'collections.0.dimension is ''9000'': out of range; allowed: 1 to 8192'
          collections.0.dimension | many | 'collections.0.dimension is ''many'': not an integer of 32 bits; allowed: 1 to 8192'
          collections.0.shards | 129 | 'collections.0.shards is ''129'': out of range; allowed: 1 to 128'
          collections.0.name | Words! | 'collections.0.name is ''Words!'': not of that form; allowed: `[a-z0-9_-]{1,64}`, each name once'
          collections.0.metric | hamming | 'collections.0.metric is ''hamming'': no such choice; allowed: cosine, l2, ip'
          collections.0.index.type | lsh | 'collections.0.index.type is ''lsh'': no such choice; allowed: flat, hnsw, ivf, auto'
          collections.0.index.nlist | 65537 | 'collections.0.index.nlist is ''65537'': out of range; allowed: 0 to 65536'
          collections.0.index.probes | -1 | 'collections.0.index.probes is ''-1'': out of range; allowed: 0 to 65536'
          collections.0.index.m | 3 | 'collections.0.index.m is ''3'': out of range; allowed: 4 to 64'
          collections.0.index.ef-construction | 15 | 'collections.0.index.ef-construction is ''15'': less than m, which is 16; allowed: m to 4096'
          collections.0.index.ef | 0 | 'collections.0.index.ef is ''0'': out of range; allowed: 1 to 10000'
          collections.0.quantizer.type | pq | 'collections.0.quantizer.type is ''pq'': its codebooks change list by list, and index.type is hnsw; allowed: none, sq8, rabitq, or index.type ivf'
          collections.0.quantizer.type | lvq | 'collections.0.quantizer.type is ''lvq'': no such choice; allowed: none, sq8, pq, rabitq'
          collections.0.quantizer.bits | 9 | 'collections.0.quantizer.bits is ''9'': out of range; allowed: 1 to 8'
          collections.0.quantizer.bits | 2 | 'collections.0.quantizer.bits is ''2'': the quantizer is not rabitq; allowed: nothing, or type rabitq'
          collections.0.windows | x | 'collections.0.windows is ''x'': a list of blocks is wanted'
          redis.publish | windows | 'redis.publish is ''windows'': no collection has windows; allowed: vectors, results, or windows in a collection'
          statistics.topic | t | 'statistics: no collection has windows; allowed: nothing, or windows in a collection'
          search.recall-sample | 2 | 'search.recall-sample is ''2'': out of range; allowed: 0.0 to 1.0'
          search.recall-target | 1 | 'search.recall-target is ''1'': out of range; allowed: 0.5 to 0.999'
          search.most-ef | 7 | 'search.most-ef is ''7'': less than least-ef, which is 8; allowed: least-ef to 10000'
          collections.0.retention | 1 ms | 'collections.0.retention is ''1 ms'': out of range; allowed: 1 s to 3650 d'
          collections.0.retention | 1000000000000000 d | 'collections.0.retention is ''1000000000000000 d'': out of range; allowed: 1 s to 3650 d'
          state.memory.limit | 1 kb | 'state.memory.limit is ''1 kb'': out of range; allowed: 1 mb to 1 tb'
          vectors.0.type | rabbit | 'vectors.0.type is ''rabbit'': no such choice; allowed: kafka, pulsar'
          vectors.0.type | pulsar | 'vectors.0.service-url: missing; allowed: pulsar://host:port'
          vectors.0.type | pulsar | 'vectors.0.subscription: missing'
          vectors.0.type | pulsar | 'vectors.0.group-id: a key of type kafka; allowed: nothing with another type'
          vectors.0.subscription | s | 'vectors.0.subscription: a key of type pulsar; allowed: nothing with another type'
          vectors.0.topic-pattern | s.* | 'vectors.0.topic-pattern: a key of type pulsar; allowed: nothing with another type'
          vectors.0.topics | acme/words/a | 'vectors.0.topics is ''acme/words/a'': no name of a Kafka topic; allowed: `[a-zA-Z0-9._-]{1,249}`'
          vectors.0.format | xml | 'vectors.0.format is ''xml'': no such choice; allowed: json, protobuf'
          vectors.0.start | yesterday | 'vectors.0.start is ''yesterday'': no such start; allowed: committed, earliest, latest, timestamp:MILLIS'
          vectors.0.collection | others | 'vectors.0.collection is ''others'': no such collection; allowed: words'
          vectors.0.topics | a,,b | 'vectors.0.topics is ''a,,b'': empty; allowed: one or more of: `[a-zA-Z0-9._-]{1,249}`, with pulsar also `tenant/namespace/topic`'
          vectors.0.bootstrap-servers | localhost | 'vectors.0.bootstrap-servers is ''localhost'': not of that form; allowed: host:port, several with commas'
          results.delivery | at-most-once | 'results.delivery is ''at-most-once'': no such choice; allowed: at-least-once, exactly-once'
          publish.generation | g2 | 'publish.generation is ''g2'': there is no redis; allowed: nothing without redis'
          redis.username | somebody | 'redis.username is ''somebody'': there is no redis.password; allowed: both or none'
          redis.uri | redis-sentinel://a:1 | 'redis.uri is ''redis-sentinel://a:1'': not of that form; allowed: redis://host:port'
          redis.sentinel-password | s | 'redis.sentinel-password: redis.uri is not redis-sentinel://; allowed: nothing without sentinels'
          redis.key | s | 'redis.key: redis.uri is not rediss://; allowed: nothing without TLS'
          redis.key | s | 'redis.certificate: it and redis.key; allowed: both or none'
          redis.trusted-certificates | /etc/ca.pem | 'redis.trusted-certificates is ''/etc/ca.pem'': not of that form; allowed: PEM'
          batch.max-bytes | 32 apples | 'batch.max-bytes is ''32 apples'': not a size (such as 512 b, 32 kb, 4 mb); allowed: 1 b to 16 mb'
          checkpoints.interval | soon | 'checkpoints.interval is ''soon'': not a duration (such as 5 ms, 10 s, 1 h, 30 d); allowed: 100 ms to 1 d'
          state.graph.lag | NaN | 'state.graph.lag is ''NaN'': out of range; allowed: 0.05 to 10.0'
          checkpoint.interval | 5 s | 'checkpoint: unknown key, did you mean checkpoints?; allowed: name, collections, vectors'
          batch.maxRows | 5 | 'batch.maxRows: unknown key, did you mean max-rows?; allowed: max-rows, max-bytes, max-wait'
          collections.1.name | more | '--collections.1.name: ''1'' is not a place in a list of 1 elements'
          name.first | x | 'name is ''{"first":"x"}'': a single value is wanted; allowed: 1 to 200 characters'
          """)
  void refusesWithKeyValueAndWhatIsAllowed(String key, String value, String problem) {
    assertThat(problems(LEAST, Map.of(key, value))).anyMatch(text -> text.startsWith(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.slide | 7 s | 'collections.0.windows.0.slide is ''7000 ms'': the size, 300000 ms, is no multiple of it up to 1000 times; allowed: a part of the size, such as 30000 ms'
          0.slide | 100 ms | 'collections.0.windows.0.slide is ''100 ms'': the size'
          0.name | visits | 'collections.0.windows.1.name is ''visits'': another window of the collection has this name; allowed: each name once'
          0.type | tumbling | 'collections.0.windows.0.slide: no key of type tumbling; allowed: nothing with this type'
          0.type | count | 'collections.0.windows.0.type is ''count'': windows of a number of changes are `global`; allowed: tumbling, sliding, session, global'
          1.type | global | 'collections.0.windows.1.count: missing; allowed: 1 to 1000000000'
          1.max-groups | 0 | 'collections.0.windows.1.max-groups is ''0'': out of range; allowed: 1 to 1000'
          """)
  void windowsHaveTheKeysOfTheirType(String key, String value, String problem) {
    InvalidConfigurationException refused =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () ->
                JobConfiguration.parse(
                    EVERY_KEY, Map.of("collections.0.windows." + key, value), ENVIRONMENT));
    assertThat(refused).hasMessageContaining(problem);
  }

  @Test
  void pulsarHasKeysOfItsOwn() {
    JobOptions job = JobConfiguration.parse(PULSAR, Map.of(), ENVIRONMENT);

    assertThat(job.vectors().get(0).source())
        .isEqualTo(
            new SourceOptions(
                new SourcePlace.Pulsar(
                    "pulsar://p:1,q:2",
                    "http://p:8080",
                    new Topics.Named(List.of("vectors", "acme/words/more")),
                    "words"),
                RecordCodec.PROTOBUF,
                new Start.Earliest(),
                Duration.ofSeconds(10),
                Map.of("pulsar.client.authParams", new Secret("token:hidden"))));
    assertThat(job.queries().get(0).place())
        .isEqualTo(
            new SourcePlace.Pulsar(
                "pulsar+ssl://p:1",
                "https://p:8443",
                new Topics.Matching("acme/words/queries-.*"),
                "asked"));
    assertThat(job.results().place())
        .isEqualTo(new SinkPlace.Pulsar("pulsar://p:1", "persistent://acme/words/results"));
    assertThat(job.deadLetters().delivery()).isEqualTo(SinkOptions.Delivery.EXACTLY_ONCE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          results.delivery | exactly-once | 'results.delivery is ''exactly-once'': Pulsar''s sink loses records over a failure, since its committer passes over transactions that it no longer finds; allowed: at-least-once (consumers drop repeats by query_id)'
          results.bootstrap-servers | k:1 | 'results.bootstrap-servers: a key of type kafka; allowed: nothing with another type'
          vectors.0.topic-pattern | v.* | 'vectors.0.topic-pattern is ''v.*'': there are topics too; allowed: one of both'
          vectors.0.topics | vectors,public/default/vectors | 'vectors.0.topics is ''public/default/vectors'': another source reads it'
          queries.0.topic-pattern | ( | 'queries.0.topic-pattern is ''('': not a regular expression'
          vectors.0.service-url | p:1 | 'vectors.0.service-url is ''p:1'': not of that form; allowed: pulsar://host:port or pulsar+ssl://…'
          checkpoints.interval | 10 min | 'dead-letters.properties.transaction.timeout.ms is ''900000 ms'': shorter than two checkpoint intervals, so that records could be lost; allowed: 1200000 ms or more'
          collections.0.order | log | 'collections.0.order is ''log'': positions of several topics can''t be compared'
          """)
  void refusesWhatPulsarOrTransactionsCanNot(String key, String value, String problem) {
    assertThat(problems(PULSAR, Map.of(key, value))).anyMatch(text -> text.startsWith(problem));
  }

  @Test
  void tellsAllProblemsAtOnce() {
    String yaml =
        """
        nmae: x
        collections:
          - {name: words, dimension: 0, order: log}
          - {name: words, dimension: 5, shards: 500}
        vectors:
          - {type: kafka, bootstrap-servers: "a:1", topics: [x], group-id: g}
          - {type: kafka, bootstrap-servers: "a:1", topics: [y], group-id: g}
        queries:
          - {type: kafka, bootstrap-servers: "a:1", topics: [q], group-id: g}
          - {type: kafka, bootstrap-servers: "b:1", topics: [p, q], group-id: g}
        dead-letters: {type: kafka, bootstrap-servers: "a:1", topic: d}
        """;
    assertThat(problems(yaml, Map.of()))
        .satisfiesExactlyInAnyOrder(
            problem -> assertThat(problem).isEqualTo("name: missing; allowed: 1 to 200 characters"),
            problem -> assertThat(problem).startsWith("nmae: unknown key, did you mean name?"),
            problem -> assertThat(problem).startsWith("collections.0.dimension is '0'"),
            problem ->
                assertThat(problem)
                    .startsWith(
                        "collections.0.order is 'log': positions of several topics can't be"
                            + " compared, and vectors are read from 2"),
            problem ->
                assertThat(problem)
                    .startsWith("collections.1.name is 'words': another collection has this name"),
            problem -> assertThat(problem).startsWith("collections.1.shards is '500'"),
            problem ->
                assertThat(problem).startsWith("queries.1.topics is 'q': another source reads it"),
            problem -> assertThat(problem).startsWith("results: missing"));
  }

  @Test
  void secretsAreNeverPrinted() {
    JobOptions options = JobConfiguration.parse(EVERY_KEY, Map.of(), ENVIRONMENT);
    assertThat(options.toString()).doesNotContain("s3cret", "hidden").contains(Secret.REDACTED);
    assertThat(options.redis().orElseThrow().password().orElseThrow().reveal()).isEqualTo("s3cret");

    assertThat(
            problems(
                LEAST,
                Map.of(
                    "redis.uri", "redis://u:s3cret@host:1",
                    "results.properties", "s3cret",
                    "redis.password", "s3cret${MISSING}")))
        .hasSize(3)
        .noneMatch(problem -> problem.contains("s3cret"))
        .anyMatch(problem -> problem.contains("environment variable MISSING is not set"));
  }

  @Test
  void brokenYamlIsRefusedWithoutBeingQuoted() {
    assertThat(problems(LEAST + "name: s3cret\n", Map.of()))
        .singleElement()
        .asString()
        .startsWith("(file): not YAML near line")
        .doesNotContain("s3cret");
    assertThat(problems("just text", Map.of()))
        .containsExactly("(file): a block of keys is wanted");
  }

  @Test
  void loadsTheFileOfTheCommandLineWithOverrides(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "from a file\n");
    Path file = Files.writeString(folder.resolve("job.yaml"), LEAST);
    JobOptions options =
        JobConfiguration.load(
            List.of(
                "--config",
                file.toString(),
                "--redis.uri",
                "redis://cache:6379",
                "--redis.password",
                "${file:" + secret + "}",
                "--collections.0.index.ef",
                "100",
                "--vectors.0.topics",
                "a, b",
                "--vectors.0.properties.ssl.protocol",
                "TLS",
                "--checkpoints.interval",
                "5s"),
            Map.of());
    assertThat(options.redis().orElseThrow().password()).contains(new Secret("from a file"));
    assertThat(options.collections().get(0).index().ef()).isEqualTo(100);
    assertThat(((SourcePlace.Kafka) options.vectors().get(0).source().place()).topics())
        .containsExactly("a", "b");
    assertThat(options.vectors().get(0).source().properties())
        .containsExactly(Map.entry("ssl.protocol", new Secret("TLS")));
    assertThat(options.checkpoints().interval()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void theCommandLineIsCheckedAsWell(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> JobConfiguration.load(List.of("--name", "x"), Map.of()))
        .hasMessageContaining("--config: missing; allowed: path of a YAML file");
    assertThatThrownBy(() -> JobConfiguration.load(List.of("--config", "absent.yaml"), Map.of()))
        .hasMessageContaining("absent.yaml has 1 problem:")
        .hasMessageContaining("can't be read (NoSuchFileException)");

    String file = Files.writeString(folder.resolve("job.yaml"), LEAST).toString();
    assertThatThrownBy(() -> JobConfiguration.load(List.of("--config", file, "--name"), Map.of()))
        .hasMessageContaining("--name: has no value");
    assertThatThrownBy(() -> JobConfiguration.load(List.of("--config", file, "name"), Map.of()))
        .hasMessageContaining("argument 3: not of the form --key value");
  }

  @Test
  void theCommandLineTakesAnEqualsSignToo(@TempDir Path folder) throws Exception {
    String file = "--config=" + Files.writeString(folder.resolve("job.yaml"), LEAST);
    JobOptions options =
        JobConfiguration.load(
            List.of(
                file,
                "--redis.uri=redis://cache:6379",
                "--redis.password=s3cret=",
                "--vectors.0.properties.a",
                "b=c"),
            Map.of());
    assertThat(options.redis().orElseThrow().password()).contains(new Secret("s3cret="));
    assertThat(options.vectors().get(0).source().properties())
        .containsExactly(Map.entry("a", new Secret("b=c")));

    for (List<String> wrong :
        List.of(
            List.of(file, "--redis.passwort=s3cret"),
            List.of(file, "--redis.password=", "s3cret"),
            List.of(file, "--redis.password=s3cret", "--redis.password=s3cret"),
            List.of(file, "--=s3cret"),
            List.of(file, "redis.password=s3cret"))) {
      assertThatThrownBy(() -> JobConfiguration.load(wrong, Map.of()))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageNotContaining("s3cret");
    }
  }

  /** Read as text, a group or a topic would have the name of the anchor. */
  @Test
  void anAliasIsRefusedWhereverItStands() {
    String anchors = LEAST.replace("group-id: words}", "group-id: &group words}");
    JobConfiguration.parse(
        LEAST.replace("name: words-index", "name: &n words"), Map.of(), Map.of());
    for (String alias :
        List.of(
            "topic: *group",
            "topic: r, properties: *group",
            "topic: r, properties: {<<: *group}")) {
      assertThat(problems(anchors.replace("topic: results", alias), Map.of()))
          .containsExactly(
              "(file): an alias of YAML (*name) near line 8, which is not resolved: write the value"
                  + " there");
    }
  }

  private static List<String> problems(String yaml, Map<String, String> overrides) {
    return catchThrowableOfType(
            InvalidConfigurationException.class,
            () -> JobConfiguration.parse(yaml, overrides, Map.of()))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  private static SinkOptions sink(String servers, String topic, Map<String, Secret> properties) {
    return new SinkOptions(
        new SinkPlace.Kafka(servers, topic),
        RecordCodec.JSON,
        SinkOptions.Delivery.AT_LEAST_ONCE,
        properties);
  }

  private static void collect(List<Key> keys, List<String> names) {
    for (Key key : keys) {
      names.add(key.name());
      if (key instanceof Block block) {
        collect(block.keys(), names);
      } else if (key instanceof Blocks blocks) {
        collect(blocks.keys(), names);
      }
    }
  }
}
