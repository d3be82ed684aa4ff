package org.flinkvectorindex.benchmarks.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.record.Origin;

/**
 * Sends the known stream and questions at a steady rate, whatever happens to the job, and remembers
 * what it sent and where Kafka put it. Idempotent and patient: a broker that restarts costs
 * nothing.
 */
final class Traffic implements AutoCloseable {
  static final String VECTORS = "vectors";
  static final String QUERIES = "queries";
  static final int PARTITIONS = 4;
  static final int K = 5;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A change, and where it is in its topic. */
  record Sent(Change change, CompletableFuture<Origin> place) {}

  private final KafkaProducer<String, String> producer;
  private final KnownStream stream;
  private final Random questions;
  private final Random partitions;
  private final double rate;
  private final int changesAQuestion;
  private final List<Sent> sent = new ArrayList<>();
  private final Map<String, float[]> asked = new HashMap<>();
  private final List<CompletableFuture<Origin>> questionPlaces = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "traffic");
  private volatile boolean stopped;
  private volatile RuntimeException failure;

  /**
   * @param rate changes a second
   */
  Traffic(LocalKafka kafka, long seed, double rate, int changesAQuestion) {
    this.stream = new KnownStream(seed);
    this.questions = new Random(seed + 1);
    this.partitions = new Random(seed + 2);
    this.rate = rate;
    this.changesAQuestion = changesAQuestion;
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "linger.ms",
                5,
                "delivery.timeout.ms",
                (int) Duration.ofMinutes(5).toMillis(),
                "max.block.ms",
                Duration.ofMinutes(5).toMillis()),
            new StringSerializer(),
            new StringSerializer());
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long started = System.nanoTime();
    try {
      for (long number = 0; !stopped; number++) {
        long due = started + (long) (number * TimeUnit.SECONDS.toNanos(1) / rate);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        change(stream.next());
        if (number % changesAQuestion == 0) {
          ask("q-" + number / changesAQuestion, stream.vector(questions));
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void change(Change change) {
    ObjectNode json = JSON.createObjectNode();
    json.put("op", change.vector().isPresent() ? "upsert" : "delete");
    json.put("collection", ChaosJob.COLLECTION).put("id", change.id());
    json.put("version", change.version()).put("ts", change.ts());
    change
        .vector()
        .ifPresent(
            vector -> {
              json.put("vector_b64", Base64.getEncoder().encodeToString(Messages.bytes(vector)));
              json.putObject("attributes").put("version", change.version());
            });
    // To any partition: nothing keeps the changes of one id together.
    int partition = partitions.nextInt(PARTITIONS);
    CompletableFuture<Origin> place = send(VECTORS, partition, change.id(), json.toString());
    synchronized (this) {
      sent.add(new Sent(change, place));
    }
  }

  private void ask(String id, float[] vector) {
    // Attributes say of which version a hit is, so that its distance can be no other's.
    String query = new Messages(ChaosJob.COLLECTION).query(id, vector, K, "attributes");
    CompletableFuture<Origin> place = send(QUERIES, null, id, query);
    synchronized (this) {
      asked.put(id, vector);
      questionPlaces.add(place);
    }
  }

  private CompletableFuture<Origin> send(
      String topic, Integer partition, String key, String value) {
    CompletableFuture<Origin> place = new CompletableFuture<>();
    producer.send(
        new ProducerRecord<>(topic, partition, key, value),
        (written, failed) -> {
          if (failed == null) {
            place.complete(
                new Origin.Kafka(written.topic(), written.partition(), written.offset()));
          } else {
            place.completeExceptionally(failed);
          }
        });
    return place;
  }

  /** Sends no more, and waits until Kafka has all of it. */
  void stop() throws Exception {
    stopped = true;
    thread.join();
    producer.flush();
    for (CompletableFuture<Origin> place : questionPlaces) {
      place.get();
    }
    for (Sent each : sent) {
      each.place().get();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Once it has stopped: asks so many more, all at once.
   *
   * @return the questions, by id
   */
  Map<String, float[]> askAtRest(int count) throws Exception {
    Map<String, float[]> more = new HashMap<>();
    for (int number = 0; number < count; number++) {
      String id = "rest-" + number;
      more.put(id, stream.vector(questions));
      ask(id, more.get(id));
    }
    producer.flush();
    for (CompletableFuture<Origin> place : questionPlaces) {
      place.get();
    }
    return more;
  }

  /** All changes so far, in the order they were sent. */
  synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** All questions so far, by id. */
  synchronized Map<String, float[]> asked() {
    return Map.copyOf(asked);
  }

  @Override
  public void close() {
    stopped = true;
    producer.close(Duration.ofSeconds(5));
  }
}
