package org.flinkvectorindex.benchmarks.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flinkvectorindex.benchmarks.Durations;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.benchmarks.local.TopicReader;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.record.Origin;

/**
 * All that is said to the job and heard from it, through topics and nothing else. Remembers what
 * was sent, in order: there is one partition and one producer, so that is the order in which the
 * job reads it.
 */
final class Conversation implements AutoCloseable {
  private static final int K = 10;

  /** A change as results of it name it: no word changes twice in a millisecond. */
  private record Change(String id, long ts) {}

  /** Sent, and not seen yet. */
  private record Pending(long intended, boolean timed, CompletableFuture<Void> visible) {}

  private record Asked(long intended, boolean timed, CompletableFuture<Answer> answer) {}

  private final Messages messages = new Messages(DemoJob.COLLECTION);
  private final Outlet vectors;
  private final KafkaProducer<String, String> producer;
  private final List<TopicReader> readers = new ArrayList<>();

  private final List<Sent> sent = new ArrayList<>();
  private final List<CompletableFuture<Origin>> places = new ArrayList<>();
  private final Map<Change, Pending> pending = new ConcurrentHashMap<>();
  private final Set<String> indexed = ConcurrentHashMap.newKeySet();
  private final List<JsonNode> deadLetters = new CopyOnWriteArrayList<>();
  private final Statistics statistics = new Statistics();
  private final AtomicLong asked = new AtomicLong();
  private final Map<String, Asked> open = new ConcurrentHashMap<>();
  private final AtomicLong incomplete = new AtomicLong();
  private final Durations freshness = new Durations();
  private final Durations latency = new Durations();

  /**
   * @param vectors where changes go; closed with this
   */
  Conversation(LocalKafka kafka, Outlet vectors) {
    this.vectors = vectors;
    String servers = kafka.bootstrapServers();
    kafka.createTopic("queries", 2);
    kafka.createTopic("results", 2);
    kafka.createTopic("changes", 2);
    kafka.createTopic("dead-letters", 1);
    kafka.createTopic("statistics", 1);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "linger.ms", 0),
            new StringSerializer(),
            new StringSerializer());
    readers.add(new TopicReader(servers, "changes", this::changed));
    readers.add(new TopicReader(servers, "results", this::answered));
    readers.add(new TopicReader(servers, "dead-letters", this::refused));
    readers.add(new TopicReader(servers, "statistics", (each, seen) -> statistics.add(each)));
  }

  /**
   * Sends a change.
   *
   * @param intended when it should have been sent, {@link System#nanoTime()}
   * @param timed whether it counts for {@link #freshness()}
   * @return done when the job says that it is applied
   */
  synchronized CompletableFuture<Void> send(Sent change, long intended, boolean timed) {
    Pending waiting = new Pending(intended, timed, new CompletableFuture<>());
    pending.put(new Change(change.id(), change.ts()), waiting);
    sent.add(change);
    places.add(vectors.send(change));
    return waiting.visible();
  }

  /**
   * Asks for the ten nearest.
   *
   * @param intended when it should have been sent, {@link System#nanoTime()}
   * @param timed whether it counts for {@link #latency()}
   */
  CompletableFuture<Answer> ask(float[] vector, long intended, boolean timed) {
    String id = "q" + asked.getAndIncrement();
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    open.put(id, new Asked(intended, timed, answer));
    producer.send(new ProducerRecord<>("queries", id, messages.query(id, vector, K)));
    return answer;
  }

  /** Asks now and waits. */
  Answer ask(float[] vector) throws Exception {
    return ask(vector, System.nanoTime(), false).get(1, TimeUnit.MINUTES);
  }

  /** After a failure the topic may have a change twice; the second is nothing new. */
  private void changed(JsonNode change, long seen) {
    String id = change.get("id").asText();
    if (change.get("op").asText().equals("upsert")) {
      indexed.add(id);
    } else {
      indexed.remove(id);
    }
    Pending waiting = pending.remove(new Change(id, change.get("ts").asLong()));
    if (waiting != null) {
      time(freshness, waiting.timed(), seen - waiting.intended());
      waiting.visible().complete(null);
    }
  }

  private void answered(JsonNode result, long seen) {
    Asked question = open.get(result.get("query_id").asText());
    if (question == null) {
      return;
    }
    if (!result.has("hits")) {
      question.answer().completeExceptionally(new IllegalStateException("answered with " + result));
      return;
    }
    Answer answer = Answer.of(result, seen - question.intended());
    open.remove(result.get("query_id").asText());
    time(latency, question.timed(), answer.nanos());
    incomplete.addAndGet(answer.complete() ? 0 : 1);
    question.answer().complete(answer);
  }

  private void refused(JsonNode letter, long seen) {
    deadLetters.add(letter);
    String id = id(letter);
    for (Change change : pending.keySet()) {
      if (change.id().equals(id)) {
        pending.remove(change).visible().complete(null);
      }
    }
  }

  /** The key of the record was the id. */
  private static String id(JsonNode letter) {
    return new String(Base64.getDecoder().decode(letter.get("key_b64").asText()), UTF_8);
  }

  private static void time(Durations durations, boolean timed, long nanos) {
    if (timed) {
      synchronized (durations) {
        durations.add(nanos);
      }
    }
  }

  /** All changes so far. */
  synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** Where the job read them. */
  synchronized List<Origin> places() {
    return places.stream().map(CompletableFuture::join).toList();
  }

  /** The places in the list of changes of those that became dead letters. */
  Set<Integer> refused() {
    Set<String> ids = new HashSet<>();
    deadLetters.forEach(letter -> ids.add(id(letter)));
    List<Sent> all = sent();
    return IntStream.range(0, all.size())
        .filter(index -> ids.contains(all.get(index).id()))
        .boxed()
        .collect(Collectors.toSet());
  }

  /** What a plain map holds after the same changes. */
  Map<String, float[]> contents() {
    Map<String, float[]> contents = new HashMap<>();
    Set<Integer> refused = refused();
    List<Sent> all = sent();
    for (int index = 0; index < all.size(); index++) {
      if (refused.contains(index)) {
        continue;
      }
      if (all.get(index) instanceof Sent.Put put) {
        contents.put(put.id(), put.vector());
      } else {
        contents.remove(all.get(index).id());
      }
    }
    return contents;
  }

  /** Changes that the job has not said anything about yet. */
  int unseen() {
    return pending.size();
  }

  /** Live ids, as the topic of changes has them. */
  int indexed() {
    return indexed.size();
  }

  Statistics statistics() {
    return statistics;
  }

  List<JsonNode> deadLetters() {
    return deadLetters;
  }

  /** Questions so far. */
  long asked() {
    return asked.get();
  }

  /** Questions without an answer, or with an error for one. */
  int unanswered() {
    return open.size();
  }

  /** Answers that lacked a shard. */
  long incomplete() {
    return incomplete.get();
  }

  /** From the intended send of a change to its record in the topic of changes. */
  Durations freshness() {
    synchronized (freshness) {
      return freshness;
    }
  }

  /** From the intended send of a question to its answer in the topic of results. */
  Durations latency() {
    synchronized (latency) {
      return latency;
    }
  }

  /** All of them at once, outside of what is timed; answers in their order. */
  List<Answer> askAll(Vectors queries) throws Exception {
    List<CompletableFuture<Answer>> asked = new ArrayList<>();
    for (int q = 0; q < queries.count(); q++) {
      asked.add(ask(queries.row(q), System.nanoTime(), false));
    }
    List<Answer> answers = new ArrayList<>();
    for (CompletableFuture<Answer> each : asked) {
      answers.add(each.get(1, TimeUnit.MINUTES));
    }
    return answers;
  }

  @Override
  public void close() throws InterruptedException {
    for (TopicReader reader : readers) {
      reader.close();
    }
    vectors.close();
    producer.close();
  }
}
