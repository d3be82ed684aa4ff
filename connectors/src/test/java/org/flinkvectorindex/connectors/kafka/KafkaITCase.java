package org.flinkvectorindex.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.json.JsonDeadLetterEncoder;
import org.flinkvectorindex.connectors.json.JsonMutationDecoder;
import org.flinkvectorindex.connectors.json.JsonQueryDecoder;
import org.flinkvectorindex.connectors.json.JsonResultEncoder;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.serde.DeadLetterFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.connectors.serde.ResultFormat;
import org.flinkvectorindex.connectors.source.Start;
import org.flinkvectorindex.connectors.source.Watermarks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaITCase {
  private static LocalKafka kafka;

  @BeforeAll
  static void open() throws IOException {
    kafka = LocalKafka.open();
  }

  @AfterAll
  static void close() {
    kafka.close();
  }

  @Test
  void readsEveryRecordOfEveryPartitionAlsoOfNewOnes() throws Exception {
    kafka.createTopic("vectors", 2);
    Set<Origin> sent = new HashSet<>();
    try (KafkaProducer<String, byte[]> producer = producer()) {
      for (int i = 0; i < 200; i++) {
        sent.add(send(producer, "vectors", i % 2, "k" + i, upsert("id" + i)));
      }
      sent.add(send(producer, "vectors", 0, "id7", null));
      sent.add(send(producer, "vectors", 1, "bad", "{"));
    }
    KafkaInput input =
        new KafkaInput(
            kafka.bootstrapServers(),
            List.of("vectors"),
            "reader",
            new Start.Committed(),
            Duration.ofMillis(200),
            Map.of());
    StreamExecutionEnvironment env = environment();
    List<Decoded<Mutation>> read = new ArrayList<>();
    try (CloseableIterator<Decoded<Mutation>> records =
        env.fromSource(
                KafkaSources.mutations(
                    input, new JsonMutationDecoder(Limits.defaults(), Optional.of("words"))),
                Watermarks.mutations(
                    Duration.ofSeconds(1), Duration.ofSeconds(1), Limits.defaults()),
                "vectors")
            .uid("vectors")
            .executeAndCollect()) {
      for (int i = 0; i < 202; i++) {
        read.add(records.next());
      }
      kafka.addPartitions("vectors", 3);
      try (KafkaProducer<String, byte[]> producer = producer()) {
        sent.add(send(producer, "vectors", 2, "new", upsert("new")));
      }
      read.add(records.next());
    }

    assertThat(read.stream().map(KafkaITCase::origin)).containsExactlyInAnyOrderElementsOf(sent);
    List<DeadLetter> letters =
        read.stream()
            .filter(it -> it instanceof Decoded.Rejected<Mutation>)
            .map(it -> ((Decoded.Rejected<Mutation>) it).letter())
            .toList();
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).reason()).isEqualTo(DeadLetter.Reason.MALFORMED);
    assertThat(letters.get(0).key().orElseThrow()).asString().isEqualTo("bad");
    assertThat(letters.get(0).headers()).containsExactly(Map.entry("from", "test"));
    List<Mutation.Delete> deletes =
        read.stream()
            .filter(it -> it instanceof Decoded.Accepted<Mutation>)
            .map(it -> ((Decoded.Accepted<Mutation>) it).record())
            .filter(it -> it instanceof Mutation.Delete)
            .map(it -> (Mutation.Delete) it)
            .toList();
    assertThat(deletes).hasSize(1);
    assertThat(deletes.get(0).id()).isEqualTo("id7");
    assertThat(deletes.get(0).collection()).isEqualTo("words");
  }

  /** Whatever the group has committed meanwhile. */
  @Test
  void goesBackToASavepointAlsoInAPartitionThatHadNothingYet(@TempDir Path folder)
      throws Exception {
    kafka.createTopic("silent", 2);
    TopicPartition late = new TopicPartition("silent", 1);
    Set<Origin> first = Set.of(sendOne("silent", 0));
    String savepoint;
    try (ReadingJob job = ReadingJob.start(silent(), folder, Optional.empty())) {
      job.awaitRead(first);
      savepoint = job.savepoint();
    }
    Set<Origin> missing = new HashSet<>(Set.of(sendOne("silent", 1), sendOne("silent", 1)));
    try (ReadingJob job = ReadingJob.start(silent(), folder, Optional.of(savepoint));
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      job.awaitRead(missing);
      ReadingJob.await("the group's offset", () -> committed(admin, "silent-reader", late) == 2);
    }
    Origin last = sendOne("silent", 1);
    missing.add(last);
    try (ReadingJob job = ReadingJob.start(silent(), folder, Optional.of(savepoint))) {
      job.awaitRead(Set.of(last));
      assertThat(job.read()).isEqualTo(missing);
    }
  }

  private static Source<Decoded<Mutation>, ?, ?> silent() {
    return KafkaSources.mutations(
        new KafkaInput(
            kafka.bootstrapServers(), List.of("silent"), "silent-reader", new Start.Committed()),
        new JsonMutationDecoder(Limits.defaults(), Optional.of("words")));
  }

  private static Origin sendOne(String topic, int partition) throws Exception {
    try (KafkaProducer<String, byte[]> producer = producer()) {
      return send(producer, topic, partition, "k", upsert("id"));
    }
  }

  /** -1 before the first. */
  private static long committed(Admin admin, String group, TopicPartition partition) {
    try {
      return Optional.ofNullable(
              admin
                  .listConsumerGroupOffsets(group)
                  .partitionsToOffsetAndMetadata()
                  .get()
                  .get(partition))
          .map(OffsetAndMetadata::offset)
          .orElse(-1L);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void startsAtATimestamp() throws Exception {
    kafka.createTopic("queries", 1);
    try (KafkaProducer<String, byte[]> producer = producer()) {
      for (long ts : new long[] {1_000, 2_000, 3_000}) {
        byte[] query =
            "{\"query_id\":\"q%d\",\"collection\":\"c\",\"ids\":[\"a\"]}"
                .formatted(ts)
                .getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>("queries", 0, ts, "k", query)).get();
      }
    }
    KafkaInput input =
        new KafkaInput(
            kafka.bootstrapServers(), List.of("queries"), "asker", Start.parse("timestamp:2000"));
    try (CloseableIterator<Decoded<Query>> records =
        environment()
            .fromSource(
                KafkaSources.queries(input, new JsonQueryDecoder(Limits.defaults())),
                WatermarkStrategy.noWatermarks(),
                "queries")
            .uid("queries")
            .executeAndCollect()) {
      Query first = ((Decoded.Accepted<Query>) records.next()).record();

      assertThat(first.queryId()).isEqualTo("q2000");
      assertThat(first.ts()).isEqualTo(2_000);
      assertThat(first.origin()).isEqualTo(new Origin.Kafka("queries", 0, 1));
    }
  }

  @Test
  void writesResultsAndDeadLettersUnderTheirKeys() throws Exception {
    kafka.createTopic("results", 2);
    kafka.createTopic("dead-letters", 1);
    Origin origin = new Origin.Kafka("vectors", 3, 42);
    DeadLetter letter =
        new DeadLetter(
            DeadLetter.Reason.BAD_ID,
            "why",
            origin,
            new byte[DeadLetter.MAX_RAW_BYTES],
            1_000_000,
            Optional.of(new byte[DeadLetter.MAX_RAW_BYTES]),
            Map.of("h", "\u0001".repeat(DeadLetter.MAX_HEADER_CHARS - 1)),
            5);
    StreamExecutionEnvironment env = environment();
    env.fromData(
            List.<Result>of(new Result.Failed("q1", Result.Code.NOT_FOUND, "why")),
            new RecordTypeInfo<>(ResultFormat.INSTANCE))
        .uid("r")
        .sinkTo(
            KafkaSinks.results(
                new KafkaOutput(kafka.bootstrapServers(), "results"), new JsonResultEncoder()))
        .uid("results");
    env.fromData(List.of(letter), new RecordTypeInfo<>(DeadLetterFormat.INSTANCE))
        .uid("d")
        .sinkTo(
            KafkaSinks.deadLetters(
                new KafkaOutput(kafka.bootstrapServers(), "dead-letters"),
                new JsonDeadLetterEncoder()))
        .uid("dead-letters");
    env.execute();

    ConsumerRecord<String, String> result = readOne("results");
    assertThat(result.key()).isEqualTo("q1");
    assertThat(result.value())
        .isEqualTo("{\"query_id\":\"q1\",\"error\":{\"code\":\"NOT_FOUND\",\"detail\":\"why\"}}");
    ConsumerRecord<String, String> dead = readOne("dead-letters");
    assertThat(dead.key()).isEqualTo("vectors/3/42");
    JsonNode json = new ObjectMapper().readTree(dead.value());
    assertThat(json.get("truncated").asBoolean()).isTrue();
    assertThat(json.get("raw_b64").binaryValue()).hasSize(DeadLetter.MAX_RAW_BYTES);
  }

  @Test
  void thePreflightNamesWhatIsMissing() throws Exception {
    kafka.createTopic("there", 1);
    check(kafka.bootstrapServers(), Set.of("there"), Set.of("there"));

    assertThatThrownBy(() -> check(kafka.bootstrapServers(), Set.of("there", "nowhere"), Set.of()))
        .isInstanceOf(KafkaPreflight.KafkaUnfit.class)
        .hasMessage("Kafka at %s has no topics [nowhere]", kafka.bootstrapServers());
    assertThatThrownBy(
            () -> check(kafka.bootstrapServers(), Set.of("nowhere"), Set.of("there", "dead")))
        .isInstanceOf(KafkaPreflight.KafkaUnfit.class)
        .hasMessage(
            "Kafka at %s has no topics [nowhere]; it has no topics [dead] and creates none"
                + " (auto.create.topics.enable)",
            kafka.bootstrapServers());
    assertThatThrownBy(
            () ->
                KafkaPreflight.check(
                    "127.0.0.1:1", Set.of("there"), Set.of(), Map.of(), Duration.ofSeconds(1)))
        .isInstanceOf(KafkaPreflight.KafkaUnfit.class)
        .hasMessageContaining("no Kafka broker answers at 127.0.0.1:1");
  }

  private static void check(String servers, Set<String> read, Set<String> written)
      throws Exception {
    KafkaPreflight.check(servers, read, written, Map.of(), Duration.ofSeconds(10));
  }

  private static Origin origin(Decoded<Mutation> decoded) {
    return decoded instanceof Decoded.Accepted<Mutation> accepted
        ? accepted.record().origin()
        : ((Decoded.Rejected<Mutation>) decoded).letter().origin();
  }

  private static String upsert(String id) {
    return "{\"op\":\"upsert\",\"collection\":\"words\",\"id\":\"" + id + "\",\"vector\":[1,2]}";
  }

  private static Origin send(
      KafkaProducer<String, byte[]> producer, String topic, int partition, String key, String value)
      throws Exception {
    byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, partition, key, bytes);
    record.headers().add("from", "test".getBytes(StandardCharsets.UTF_8));
    return new Origin.Kafka(topic, partition, producer.send(record).get().offset());
  }

  private static KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers()),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static ConsumerRecord<String, String> readOne(String topic) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(
          consumer.partitionsFor(topic).stream()
              .map(it -> new TopicPartition(topic, it.partition()))
              .collect(Collectors.toList()));
      for (int i = 0; i < 100; i++) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          return record;
        }
      }
    }
    throw new AssertionError("nothing in " + topic);
  }

  private static StreamExecutionEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(2);
    return env;
  }
}
