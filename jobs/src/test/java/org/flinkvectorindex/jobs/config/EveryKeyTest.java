package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.jobs.config.Examples.ENVIRONMENT;
import static org.flinkvectorindex.jobs.config.Examples.EVERY_KEY;
import static org.flinkvectorindex.jobs.config.Examples.PULSAR;
import static org.flinkvectorindex.jobs.config.Examples.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.MemorySize;
import org.flinkvectorindex.connectors.source.Start;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;

/** That each key is read, and is in the example that says so. */
class EveryKeyTest {
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
