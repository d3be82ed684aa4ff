package org.flinkvectorindex.benchmarks.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flinkvectorindex.benchmarks.Durations;
import org.flinkvectorindex.benchmarks.ExactAnswers;
import org.flinkvectorindex.benchmarks.local.Await;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.benchmarks.local.OpenLoop;
import org.flinkvectorindex.benchmarks.local.TopicReader;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.index.Metric;

/** Sends changes and queries to their topics and reads what comes out, and times both. */
final class Client implements AutoCloseable {
  private static final int K = 10;

  /**
   * A change waits so long for others: who sends thousands a second does not send each by itself.
   */
  private static final int CHANGES_LINGER_MS = 5;

  private static final int RECALL_QUERIES = 500;

  private final LocalKafka kafka;
  private final Messages messages = new Messages("bench");
  private final Vectors base;
  private final Vectors queries;

  /** What ids of queries begin with, and of those while all warms up. */
  private static final String TIMED = "q";

  private static final String UNTIMED = "w";

  /** From the vector of an update to that of the next, as a prime goes through all of them. */
  private static final long STRIDE = 7_919;

  private final KafkaProducer<String, String> changes;
  private final KafkaProducer<String, String> questions;
  private final List<AutoCloseable> readers = new ArrayList<>();

  /** When each change or query not seen yet was to be sent, by id. */
  private final Map<String, Long> changesSent = new ConcurrentHashMap<>();

  private final Map<String, Long> queriesSent = new ConcurrentHashMap<>();
  private final Map<String, int[]> answers = new ConcurrentHashMap<>();
  private final Durations freshness = new Durations();
  private final Durations latency = new Durations();
  private final AtomicLong indexed = new AtomicLong();
  private volatile long lastIndexed;

  Client(LocalKafka kafka, Vectors base, Vectors queries) {
    this.kafka = kafka;
    this.base = base;
    this.queries = queries;
    changes = producer(CHANGES_LINGER_MS);
    questions = producer(0);
  }

  private KafkaProducer<String, String> producer(int lingerMillis) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", kafka.bootstrapServers(), "linger.ms", lingerMillis, "acks", "1"),
        new StringSerializer(),
        new StringSerializer());
  }

  void createTopics() {
    kafka.createTopic("vectors", 4);
    kafka.createTopic("queries", 2);
    kafka.createTopic("results", 2);
    kafka.createTopic("changes", 2);
    kafka.createTopic("dead", 1);
  }

  /** Changes that came out of the job. */
  long indexed() {
    return indexed.get();
  }

  /**
   * @param toChanges whether the job publishes them
   */
  void listen(boolean toChanges) {
    if (toChanges) {
      readers.add(new TopicReader(kafka.bootstrapServers(), "changes", this::changed));
    }
    readers.add(new TopicReader(kafka.bootstrapServers(), "results", this::answered));
  }

  private void changed(JsonNode change, long seen) {
    Long sent = changesSent.remove(change.get("id").asText());
    if (sent != null) {
      freshness.add(seen - sent);
    }
    indexed.incrementAndGet();
    lastIndexed = seen;
  }

  private void answered(JsonNode result, long seen) {
    String id = result.get("query_id").asText();
    Long sent = queriesSent.remove(id);
    if (sent == null) {
      return;
    }
    if (!result.has("hits")) {
      throw new IllegalStateException("query " + id + " was answered with " + result);
    }
    if (id.startsWith("r")) {
      answers.put(
          id,
          IntStream.range(0, result.get("hits").size())
              .map(i -> result.get("hits").get(i).get("id").asInt())
              .toArray());
    } else if (!id.startsWith(UNTIMED)) {
      latency.add(seen - sent);
    }
  }

  /** As fast as Kafka takes them. */
  void sendAll(int from, int count) {
    for (int row = from; row < from + count; row++) {
      send(row);
    }
    changes.flush();
  }

  private void send(int row) {
    send(row, row);
  }

  /** The id of a row with the vector of another one. */
  private void send(int row, int vector) {
    String id = Integer.toString(row);
    changes.send(
        new ProducerRecord<>(
            "vectors",
            id,
            messages.upsert(
                id, base.row(vector), System.currentTimeMillis(), OptionalInt.empty())));
  }

  private void ask(String id, int query) {
    questions.send(new ProducerRecord<>("queries", id, messages.query(id, queries.row(query), K)));
  }

  /**
   * Waits for a backlog to be indexed while queries come: some seconds of it are timed, what is
   * before and after those may take up to ten times as long each.
   *
   * @param indexed how much of it is
   */
  Measured drain(LongSupplier indexed, int warmUp, int rows, double queryRate, int seconds)
      throws Exception {
    Duration patience = Duration.ofSeconds(seconds);
    Await.until("the first change", Duration.ofMinutes(2), () -> indexed.getAsLong() > 0);
    Duration untimed = patience.multipliedBy(10);
    AtomicBoolean timed = new AtomicBoolean();
    OpenLoop asking =
        asking(queryRate, (long) (queryRate * seconds * 11), () -> timed.get() ? TIMED : UNTIMED);
    Thread thread = new Thread(asking, "asks");
    thread.start();
    Await.until("change " + warmUp, untimed, () -> indexed.getAsLong() >= warmUp);
    timed.set(true);
    long from = indexed.getAsLong();
    long started = System.nanoTime();
    Await.Condition drained = () -> indexed.getAsLong() >= rows;
    Await.within(patience, drained);
    long until = indexed.getAsLong();
    double took = (System.nanoTime() - started) / 1e9;
    asking.stop();
    thread.join();
    Await.until("change " + rows, untimed, drained);
    settle();
    return new Measured(
        from, until, (until - from) / took, took, new Durations(), latency, queriesSent.size());
  }

  /**
   * Updates the first rows over and over while queries come, none of them timed; in the end each
   * has its own vector again.
   */
  void warmUp(int rows, double perSecond, double queryRate, int seconds) throws Exception {
    long before = indexed.get();
    long updates = Math.round(perSecond * seconds);
    sideBySide(
        new OpenLoop(
            perSecond,
            updates,
            (number, intended) -> {
              int row = (int) (number % rows);
              send(row, updates - number <= rows ? row : (int) (number * STRIDE % base.count()));
            }),
        asking(queryRate, Math.round(queryRate * seconds), () -> UNTIMED));
    awaitIndexed(before + updates, seconds * 10L);
    settle();
  }

  /**
   * Sends changes and queries side by side.
   *
   * @param patience seconds for the last change
   */
  Measured stream(int from, int rows, double perSecond, double queryRate, long patience)
      throws Exception {
    long before = indexed.get();
    long started = System.nanoTime();
    sideBySide(
        new OpenLoop(
            perSecond,
            rows,
            (number, intended) -> {
              changesSent.put(Integer.toString(from + (int) number), intended);
              send(from + (int) number);
            }),
        asking(queryRate, (long) (queryRate * rows / perSecond), () -> TIMED));
    awaitIndexed(before + rows, patience);
    settle();
    double took = (lastIndexed - started) / 1e9;
    return new Measured(
        from, from + rows, rows / took, took, freshness, latency, queriesSent.size());
  }

  private static void sideBySide(OpenLoop changing, OpenLoop asking) throws InterruptedException {
    Thread sends = new Thread(changing, "changes");
    Thread asks = new Thread(asking, "asks");
    sends.start();
    asks.start();
    sends.join();
    asks.join();
  }

  /**
   * @param kind of the next query
   */
  private OpenLoop asking(double rate, long count, Supplier<String> kind) {
    return new OpenLoop(
        rate,
        count,
        (number, intended) -> {
          String id = kind.get() + number;
          queriesSent.put(id, intended);
          ask(id, (int) (number % queries.count()));
        });
  }

  void awaitIndexed(long count, long seconds) throws Exception {
    Await.until("change " + count, Duration.ofSeconds(seconds), () -> indexed.get() >= count);
  }

  private void settle() throws Exception {
    Await.until("the last answers", Duration.ofMinutes(1), queriesSent::isEmpty);
  }

  /** Of queries asked now, against exact search over the rows indexed. */
  double recall(Metric metric, int rows) throws Exception {
    int count = Math.min(RECALL_QUERIES, queries.count());
    for (int q = 0; q < count; q++) {
      queriesSent.put("r" + q, System.nanoTime());
      ask("r" + q, q);
    }
    settle();
    ExactAnswers exact = new ExactAnswers(base, queries, metric);
    int[] all = IntStream.range(0, rows).toArray();
    long right = 0;
    for (int q = 0; q < count; q++) {
      right += exact.right(q, answers.get("r" + q), exact.kth(q, K, all));
    }
    return right / (double) (count * (long) K);
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable reader : readers) {
      reader.close();
    }
    changes.close();
    questions.close();
  }
}
