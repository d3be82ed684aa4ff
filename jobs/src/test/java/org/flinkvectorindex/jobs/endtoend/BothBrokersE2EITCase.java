package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalPulsar;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.preflight.Preflight;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka and Pulsar into one collection: what a plain map would hold of both together. */
class BothBrokersE2EITCase {
  private static final int DIMENSION = 8;
  private static final int CHANGES = 20_000;
  private static final int IDS = 4_000;
  private static final long START = 1_732_200_000_000L;

  @Test
  void byVersionWhilePulsarRestarts(@TempDir Path folder) throws Exception {
    bothAtOnce("version", folder, LocalPulsar.class);
  }

  @Test
  @Tag("full")
  void byTimeWhileKafkaRestarts(@TempDir Path folder) throws Exception {
    bothAtOnce("time", folder, LocalKafka.class);
  }

  private static void bothAtOnce(String order, Path folder, Class<?> restarted) throws Exception {
    long seed = System.nanoTime();
    System.out.println("BothBrokersE2EITCase: seed " + seed);
    Workload workload = Workload.random(seed, CHANGES, IDS, DIMENSION);
    List<Workload.Change> changes = workload.changes();
    try (LocalKafka kafka = LocalKafka.open();
        LocalPulsar pulsar = LocalPulsar.open();
        PulsarClient client = PulsarClient.builder().serviceUrl(pulsar.serviceUrl()).build();
        TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka)) {
      pulsar.createTopic("vectors", 2);
      pulsar.createTopic("changes");
      JobOptions options =
          JobConfiguration.parse(
              yaml(outside, pulsar), Map.of("collections.0.order", order), Map.of());
      Preflight.check(options);
      StreamExecutionEnvironment flink = cluster.restartingEnvironment(2, 1_000);
      FailOnce.wire(options, flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty());
          Producer<byte[]> producer = client.newProducer().topic("vectors").create()) {
        // Each broker has every second change, in the workload's random order.
        send(changes.subList(0, CHANGES / 2), seed, outside, producer);
        Await.until("something is durable", () -> job.running() && job.checkpoints() >= 1);
        FailOnce.arm(1_000);
        if (restarted == LocalPulsar.class) {
          pulsar.stop();
          pulsar.start();
        } else {
          kafka.stop();
          kafka.start();
        }
        send(changes.subList(CHANGES / 2, CHANGES), seed + 1, outside, producer);
        Await.until("the job has failed and is back", () -> FailOnce.failed() && job.running());
        Contents.awaitEqual(outside, workload);

        assertTheIdleSourceHoldsNothingUp(outside, producer);
        assertChanges(client, workload);
        assertThat(job.state()).isEqualTo("RUNNING");
      }
    }
  }

  private static void send(
      List<Workload.Change> changes, long seed, Outside outside, Producer<byte[]> producer)
      throws PulsarClientException {
    Random random = new Random(seed);
    List<CompletableFuture<MessageId>> sent = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      Workload.Change change = changes.get(i);
      if (i % 2 == 0) {
        outside.send(
            outside.vectors(),
            random.nextInt(Outside.PARTITIONS),
            change.jsonWithTime(START).getBytes(UTF_8));
      } else {
        sent.add(producer.sendAsync(change.protobufWithTime(START)));
      }
    }
    outside.flush();
    producer.flush();
    sent.forEach(CompletableFuture::join);
  }

  /** Only Pulsar has news, only in one of its partitions: event time goes on all the same. */
  private static void assertTheIdleSourceHoldsNothingUp(
      Outside outside, Producer<byte[]> producer) {
    long later = START + TimeUnit.HOURS.toMillis(1);
    long[] version = {CHANGES};
    Await.until(
        "the watermark follows Pulsar alone",
        () -> {
          version[0]++;
          for (int i = 0; i < 16; i++) { // Some for each shard.
            Workload.Change change =
                new Workload.Change(
                    "late-" + i, version[0], Optional.of(new float[] {1, 0, 0, 0, 0, 0, 0, 0}));
            producer.sendAsync(change.protobufWithTime(later));
          }
          JsonNode answer = outside.ask(List.of("\"ids\":[\"late-0\"]")).get(0);
          return answer.path("as_of").path("watermark").asLong() > START + CHANGES;
        });
  }

  /** The last change of each id is in Pulsar's topic of changes, as a message of the schema. */
  private static void assertChanges(PulsarClient client, Workload workload) throws IOException {
    Map<String, Long> expected = Contents.versions(workload);
    Map<String, Long> last = new HashMap<>();
    try (Consumer<byte[]> consumer =
        client
            .newConsumer()
            .topic("changes")
            .subscriptionName("test")
            .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
            .subscribe()) {
      Await.until(
          "every live id's last change is there",
          () -> {
            try {
              Message<byte[]> message = consumer.receive(50, TimeUnit.MILLISECONDS);
              while (message != null) {
                Records.Change change = Records.Change.parseFrom(message.getData());
                assertThat(message.getKey()).isEqualTo(change.getId());
                last.merge(change.getId(), version(change), Math::max);
                message = consumer.receive(50, TimeUnit.MILLISECONDS);
              }
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
            return last.entrySet().containsAll(expected.entrySet());
          });
    }
  }

  /** Both orders' values say it: a version, or the start and the version. */
  private static long version(Records.Change change) {
    return change.getTs() - START;
  }

  private static String yaml(Outside outside, LocalPulsar pulsar) {
    String second =
        """

          - {type: pulsar, service-url: "%s", admin-url: "%s", topics: [vectors], subscription: words, format: protobuf, start: earliest, idle: 1 s}
        queries:"""
            .formatted(pulsar.serviceUrl(), pulsar.adminUrl())
            .stripTrailing();
    String changes =
        "changes: {type: pulsar, service-url: \"%s\", topic: changes, format: protobuf}"
            .formatted(pulsar.serviceUrl());
    return outside
        .yaml(DIMENSION)
        .replace("\nqueries:", second)
        .replace(
            "start: earliest}\n  - {type: pulsar", "start: earliest, idle: 1 s}\n  - {type: pulsar")
        .replaceAll("(?m)^changes:.*$", changes);
  }
}
