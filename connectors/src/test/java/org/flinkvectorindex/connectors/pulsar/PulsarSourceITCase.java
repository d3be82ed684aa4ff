package org.flinkvectorindex.connectors.pulsar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.Source;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.json.JsonMutationDecoder;
import org.flinkvectorindex.connectors.local.LocalPulsar;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.serde.DecodedMutationFormat;
import org.flinkvectorindex.connectors.source.Start;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each message exactly once in state, whatever fails. */
class PulsarSourceITCase {
  private static final int BATCHES = 4;
  private static LocalPulsar pulsar;
  private static PulsarClient client;

  @TempDir Path folder;
  private int run;

  @BeforeAll
  static void open() throws Exception {
    pulsar = LocalPulsar.open();
    client = PulsarClient.builder().serviceUrl(pulsar.serviceUrl()).build();
  }

  @AfterAll
  static void close() throws Exception {
    client.close();
    pulsar.close();
  }

  @BeforeEach
  void clear() {
    Counting.clear();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void batchesAreCountedOnceOverAFailureAndAKill(int parallelism) throws Exception {
    List<String> whole =
        List.of(ownedByNobody("alone-a" + parallelism), ownedByNobody("b" + parallelism));
    whole.forEach(pulsar::createTopic);
    String parted = "parted-" + parallelism;
    pulsar.createTopic(parted, 3);
    PulsarInput input =
        input(
            new Topics.Named(List.of(whole.get(0), parted, whole.get(1))),
            "once-" + parallelism,
            new Start.Earliest());
    Map<String, Integer> expected = new TreeMap<>();
    for (String topic : List.of(whole.get(0), whole.get(1))) {
      expected.putAll(send(topic, 0, BATCHES));
    }
    for (int i = 0; i < 3; i++) {
      expected.putAll(send(parted + "-partition-" + i, 0, BATCHES));
    }

    String checkpoint;
    try (CountingJob job = start(guarded(input), parallelism, Optional.empty())) {
      await("a checkpoint inside a batch", () -> Counting.checkpointsInsideABatch() >= 1);
      Counting.fail();
      await("the job failed", () -> Counting.failures() == 1);
      Counting.newRun();
      await("another, after the failure", () -> Counting.checkpointsInsideABatch() >= 1);
      checkpoint = job.kill();
    }
    assertThat(Counting.counts().size()).isLessThan(expected.size());
    try (CountingJob job = start(guarded(input), 1 + parallelism % 3, Optional.of(checkpoint))) {
      await("all are there", () -> Counting.counts().size() == expected.size());
      expected.putAll(send(whole.get(0), BATCHES, 1));
      await("the last are there", () -> Counting.counts().size() == expected.size());
    }
    assertThat(Counting.counts()).isEqualTo(expected);
  }

  @Test
  @Tag("full")
  void whileTheBrokerIsAwayTheJobStaysAndNothingIsCountedAgain() throws Exception {
    String topic = "again";
    pulsar.createTopic(topic, 2);
    // Partitions are looked for all the time, with little patience.
    PulsarInput input =
        input(
            new Topics.Named(List.of(topic)),
            "again",
            new Start.Earliest(),
            Map.of(
                "pulsar.client.operationTimeoutMs", "500", "pulsar.client.lookupTimeoutMs", "500"));
    Map<String, Integer> expected = new TreeMap<>(send(topic + "-partition-0", 0, BATCHES));
    expected.putAll(send(topic + "-partition-1", 0, BATCHES));
    // Nothing is acknowledged until the end, so that all of it comes again.
    Path checkpoints = Files.createDirectory(folder.resolve("never"));
    try (CountingJob job =
        CountingJob.start(guarded(input), 2, Duration.ofHours(1), checkpoints, Optional.empty())) {
      await("some are there", () -> Counting.counts().size() > 150);
      pulsar.kill();
      pulsar.start();
      await("all are there", () -> Counting.counts().size() == expected.size());
      expected.putAll(send(topic + "-partition-1", BATCHES, 1));
      await("the last are there", () -> Counting.counts().size() == expected.size());
    }
    assertThat(Counting.counts()).isEqualTo(expected);
    assertThat(Counting.starts()).as("starts of the task").isEqualTo(1);
  }

  @Test
  @Tag("full")
  void topicsOfAPatternAndNewPartitionsAreFound() throws Exception {
    pulsar.createTopic("match-1");
    pulsar.createTopic("match-2", 1);
    pulsar.createTopic("other");
    Map<String, Integer> expected = new TreeMap<>(send("match-1", 0, 1));
    expected.putAll(send("match-2-partition-0", 0, 1));
    send("other", 0, 1);
    PulsarInput input = input(new Topics.Matching("match-.*"), "pattern", new Start.Earliest());
    try (CountingJob job = start(guarded(input), 2, Optional.empty())) {
      await("all are there", () -> Counting.counts().size() == expected.size());
      pulsar.addPartitions("match-2", 2);
      pulsar.createTopic("match-3");
      expected.putAll(send("match-2-partition-1", 0, 1));
      expected.putAll(send("match-3", 0, 1));
      await("new ones too", () -> Counting.counts().size() == expected.size());
    }
    assertThat(Counting.counts()).isEqualTo(expected);
  }

  @Test
  void startsWhereItIsTold() throws Exception {
    String topic = "starts";
    pulsar.createTopic(topic);
    Map<String, Integer> first = send(topic, 0, 1);
    await("the clock has moved", millisecondsPass());
    long between = System.currentTimeMillis();
    Map<String, Integer> second = send(topic, 1, 1);
    Topics topics = new Topics.Named(List.of(topic));
    Map<String, Integer> both = new TreeMap<>(first);
    both.putAll(second);

    assertStarts(input(topics, "at", new Start.At(between)), second);
    assertStarts(input(topics, "new", new Start.Committed()), both);
    // The subscription now stands after both.
    Map<String, Integer> third = send(topic, 2, 1);
    assertStarts(input(topics, "new", new Start.Committed()), third);
  }

  /** When these fail, the connector is mended: see {@link GuardedPulsarSource}. */
  @Test
  void withoutTheGuardATopicWithoutPartitionsDeliversNothing() throws Exception {
    String alone = ownedByNobody("silent");
    pulsar.createTopic(alone);
    pulsar.createTopic("spoken", 2);
    PulsarInput input =
        input(new Topics.Named(List.of(alone, "spoken")), "silence", new Start.Earliest());
    send(alone, 0, 1);
    Map<String, Integer> spoken = new TreeMap<>(send("spoken-partition-0", 0, 1));
    spoken.putAll(send("spoken-partition-1", 0, 1));
    try (CountingJob job = start(unguarded(input), 2, Optional.empty())) {
      await("partitions are read", () -> Counting.counts().keySet().containsAll(spoken.keySet()));
      Counting.newRun();
      await("nothing else comes", () -> Counting.checkpoints() >= 10);
    }
    System.out.printf(
        "Without the guard: %d of %d messages of a topic without partitions arrived%n",
        Counting.counts().size() - spoken.size(), Counting.BATCH);
    assertThat(Counting.counts()).isEqualTo(spoken);
  }

  @Test
  void withoutTheGuardTheRestOfABatchIsLost() throws Exception {
    String topic = "torn";
    pulsar.createTopic(topic, 1);
    PulsarInput input = input(new Topics.Named(List.of(topic)), "torn", new Start.Earliest());
    Map<String, Integer> expected = new TreeMap<>(send(topic + "-partition-0", 0, BATCHES));
    try (CountingJob job = start(unguarded(input), 1, Optional.empty())) {
      await("a checkpoint inside a batch", () -> Counting.checkpointsInsideABatch() >= 1);
      Counting.fail();
      await("the job failed", () -> Counting.failures() == 1);
      Map<String, Integer> last = send(topic + "-partition-0", BATCHES, 1);
      await("the last are there", () -> Counting.counts().keySet().containsAll(last.keySet()));
      expected.putAll(last);
    }
    System.out.printf(
        "Without the guard: %d of %d messages arrived after a failure inside a batch%n",
        Counting.counts().size(), expected.size());
    assertThat(Counting.counts().size()).isLessThan(expected.size());
  }

  private void assertStarts(PulsarInput input, Map<String, Integer> expected) throws Exception {
    Counting.clear();
    try (CountingJob job = start(guarded(input), 1, Optional.empty())) {
      await("all are there", () -> Counting.counts().size() == expected.size());
      Counting.newRun();
      await("they are acknowledged", () -> Counting.checkpoints() >= 3);
    }
    assertThat(Counting.counts()).isEqualTo(expected);
  }

  private CountingJob start(
      Source<Decoded<Mutation>, ?, ?> source, int parallelism, Optional<String> checkpoint)
      throws Exception {
    Path checkpoints = Files.createDirectory(folder.resolve("run-" + run++));
    return CountingJob.start(source, parallelism, Duration.ofMillis(100), checkpoints, checkpoint);
  }

  private static Source<Decoded<Mutation>, ?, ?> guarded(PulsarInput input) {
    return PulsarSources.mutations(
        input, new JsonMutationDecoder(Limits.defaults(), Optional.empty()));
  }

  private static Source<Decoded<Mutation>, ?, ?> unguarded(PulsarInput input) {
    return PulsarSources.official(
        input,
        new DecodingSchema<>(
            new JsonMutationDecoder(Limits.defaults(), Optional.empty()),
            DecodedMutationFormat.INSTANCE));
  }

  private static PulsarInput input(Topics topics, String subscription, Start start) {
    return input(topics, subscription, start, Map.of());
  }

  private static PulsarInput input(
      Topics topics, String subscription, Start start, Map<String, String> properties) {
    return new PulsarInput(
        pulsar.serviceUrl(),
        pulsar.adminUrl(),
        topics,
        subscription,
        start,
        Duration.ofMillis(200),
        properties);
  }

  /** A name for which the connector computes reader −1, at parallelism 2 and 3. */
  private static String ownedByNobody(String prefix) {
    for (int i = 0; ; i++) {
      String name = prefix + "-" + i;
      if (((TopicNames.full(name).hashCode() * 31) & 0x7FFFFFFF) % 6 == 0) {
        return name;
      }
    }
  }

  /** Whole batches of numbered messages, each batch one entry; the count that each should have. */
  private static Map<String, Integer> send(String partition, int firstBatch, int batches)
      throws Exception {
    Map<String, Integer> sent = new TreeMap<>();
    try (Producer<byte[]> producer =
        client
            .newProducer()
            .topic(partition)
            .batchingMaxMessages(Counting.BATCH)
            .batchingMaxPublishDelay(1, java.util.concurrent.TimeUnit.MINUTES)
            .create()) {
      for (int batch = firstBatch; batch < firstBatch + batches; batch++) {
        List<CompletableFuture<MessageId>> ids = new ArrayList<>();
        for (int i = 0; i < Counting.BATCH; i++) {
          String id = "%s#%05d".formatted(partition, batch * Counting.BATCH + i);
          sent.put(id, 1);
          ids.add(
              producer.sendAsync(
                  "{\"op\":\"delete\",\"collection\":\"c\",\"id\":\"%s\"}"
                      .formatted(id)
                      .getBytes(UTF_8)));
        }
        producer.flush();
        assertThat(
                ids.stream()
                    .map(id -> ((MessageIdAdv) id.join()).getEntryId())
                    .collect(Collectors.toSet()))
            .as("entries of a batch")
            .hasSize(1);
      }
    }
    return sent;
  }

  private static BooleanSupplier millisecondsPass() {
    long until = System.currentTimeMillis() + 5;
    return () -> System.currentTimeMillis() > until;
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("%s; counted %d, failures %d", what, Counting.counts().size(), Counting.failures())
          .isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
