package org.flinkvectorindex.benchmarks.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.benchmarks.local.OpenLoop;
import org.flinkvectorindex.connectors.local.LocalKafka;

/**
 * Changes and questions at a steady rate, whatever happens to the job: what must be left of the
 * changes, and when each question was answered. Of the changes one in five is a delete; their
 * versions begin with 1.
 */
final class Load implements AutoCloseable {
  static final String COLLECTION = "words";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double NANOS_A_MILLI = 1e6;

  private final KafkaProducer<String, String> producer;
  private final KafkaConsumer<byte[], byte[]> results;
  private final int dimension;
  private final int ids;
  private final Random random = new Random(11);
  private final Random questions = new Random(12);

  private final Map<String, Last> last = new HashMap<>();

  private final Map<String, Long> asked = new ConcurrentHashMap<>();
  private final Map<String, Long> answered = new ConcurrentHashMap<>();
  private final Set<String> twice = ConcurrentHashMap.newKeySet();
  private final List<OpenLoop> loops;
  private final List<Thread> threads;
  private volatile long sent;
  private volatile boolean closed;

  /**
   * The last change of an id.
   *
   * @param vector empty for a delete
   */
  record Last(long version, Optional<float[]> vector) {}

  /**
   * @param ids as many different ones are changed: {@code id-0} and so on
   */
  Load(LocalKafka kafka, int dimension, int ids, double changes, double queries) {
    this.dimension = dimension;
    this.ids = ids;
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 5),
            new StringSerializer(),
            new StringSerializer());
    results =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                "fetch.max.wait.ms",
                5),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    results.assign(
        results.partitionsFor("results").stream()
            .map(each -> new TopicPartition("results", each.partition()))
            .toList());
    loops =
        List.of(
            new OpenLoop(changes, Long.MAX_VALUE, (number, intended) -> change(number + 1)),
            new OpenLoop(queries, Long.MAX_VALUE, this::ask));
    threads =
        List.of(
            new Thread(loops.get(0), "changes"),
            new Thread(loops.get(1), "questions"),
            new Thread(this::read, "answers"));
    threads.forEach(Thread::start);
  }

  private void change(long version) {
    String id = "id-" + random.nextInt(ids);
    boolean delete = random.nextInt(5) == 0;
    ObjectNode json = JSON.createObjectNode();
    json.put("op", delete ? "delete" : "upsert").put("collection", COLLECTION).put("id", id);
    json.put("version", version).put("ts", System.currentTimeMillis());
    Optional<float[]> vector = delete ? Optional.empty() : Optional.of(vector(random, dimension));
    vector.ifPresent(
        set -> json.put("vector_b64", Base64.getEncoder().encodeToString(Messages.bytes(set))));
    sent = version;
    last.put(id, new Last(version, vector));
    producer.send(new ProducerRecord<>("vectors", random.nextInt(2), id, json.toString()));
  }

  private void ask(long number, long intended) {
    String id = "q-" + number;
    asked.put(id, intended);
    String query = new Messages(COLLECTION).query(id, vector(questions, dimension), 10);
    producer.send(new ProducerRecord<>("queries", id, query));
  }

  private void read() {
    while (!closed) {
      var records = results.poll(Duration.ofMillis(50));
      long now = System.nanoTime();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        try {
          JsonNode answer = JSON.readTree(record.value());
          String id = answer.path("query_id").asText();
          if (answered.putIfAbsent(id, now) != null) {
            twice.add(id);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    results.close();
  }

  static float[] vector(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** Sends no more; all of it is with Kafka then. */
  void stop() throws InterruptedException {
    loops.forEach(OpenLoop::stop);
    threads.get(0).join();
    threads.get(1).join();
    producer.flush();
  }

  /** By id, after {@link #stop()}. */
  Map<String, Last> last() {
    return last;
  }

  /** Changes so far. */
  long sent() {
    return sent;
  }

  boolean allAnswered() {
    return answered.keySet().containsAll(asked.keySet());
  }

  int asked() {
    return asked.size();
  }

  Set<String> twice() {
    return twice;
  }

  /** Milliseconds until questions were answered that should have been sent between two times. */
  Latencies between(long from, long to) {
    return new Latencies(
        asked.entrySet().stream()
            .filter(each -> each.getValue() >= from && each.getValue() < to)
            .filter(each -> answered.containsKey(each.getKey()))
            .mapToDouble(each -> (answered.get(each.getKey()) - each.getValue()) / NANOS_A_MILLI)
            .sorted()
            .toArray());
  }

  /**
   * @param sorted milliseconds
   */
  record Latencies(double[] sorted) {
    double quantile(double share) {
      return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    @Override
    public String toString() {
      if (sorted.length == 0) {
        return "nobody asked";
      }
      return "%d answers, p50 %.0f ms, p99 %.0f ms, longest %.0f ms"
          .formatted(
              sorted.length, quantile(0.5), quantile(0.99), Arrays.stream(sorted).max().orElse(0));
    }
  }

  @Override
  public void close() throws Exception {
    loops.forEach(OpenLoop::stop);
    closed = true;
    for (Thread thread : threads) {
      thread.join();
    }
    producer.close();
  }
}
