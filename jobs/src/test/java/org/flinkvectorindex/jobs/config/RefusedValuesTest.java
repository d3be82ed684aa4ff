package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.flinkvectorindex.jobs.config.Examples.ENVIRONMENT;
import static org.flinkvectorindex.jobs.config.Examples.EVERY_KEY;
import static org.flinkvectorindex.jobs.config.Examples.LEAST;
import static org.flinkvectorindex.jobs.config.Examples.problems;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each refusal names the key, the value and what is allowed. */
class RefusedValuesTest {
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
          redis.tombstone-expiry | 1 h | 'redis.tombstone-expiry is ''1 h'': shorter than collections.0.tombstone.retention; allowed: 1 d or more'
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
}
