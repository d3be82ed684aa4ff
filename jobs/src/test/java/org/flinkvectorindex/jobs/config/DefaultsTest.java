package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.jobs.config.Examples.LEAST;
import static org.flinkvectorindex.jobs.config.Examples.sink;

import java.time.Duration;
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

class DefaultsTest {
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
}
