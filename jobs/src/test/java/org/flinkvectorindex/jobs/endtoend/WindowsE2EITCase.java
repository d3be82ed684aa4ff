package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Statistics of windows as others read them: out of order, late, and over a failure. */
@ExtendWith(SharedKafka.class)
class WindowsE2EITCase {
  private static final int DIMENSION = 16;
  private static final int CHANGES = 4_000;
  private static final int LATE = 5;
  private static final int QUESTIONS = 40;
  private static final long SIZE = 5_000;

  /** More than the changes take, and less than closing them moves event time on. */
  private static final long BEFORE = 60_000;

  private static final long GAP = 100;

  /** What the stream of vectors is behind at most: less than its sources wait. */
  private static final int DISORDER = 800;

  private static final String WINDOWS =
      """
      windows: [
        {name: tumbling, type: tumbling, size: 5 s},
        {name: patient, type: tumbling, size: 5 s, allowed-lateness: 10 min},
        {name: sliding, type: sliding, size: 15 s, slide: 5 s},
        {name: session, type: session, gap: 100 ms},
        {name: thousand, type: global, count: 1000},
        {name: grouped, type: tumbling, size: 5 s, group-by: lang, max-groups: 3}], \
      """;

  /** A change of an id of its own, so that each is applied, whatever its place. */
  private record Event(int number, long ts, Optional<float[]> vector, String lang) {
    String json() {
      String head =
          "\"collection\":\"words\",\"id\":\"id-%d\",\"version\":1,\"ts\":%d".formatted(number, ts);
      return vector
          .map(
              components ->
                  "{\"op\":\"upsert\",%s,\"vector\":%s,\"attributes\":{\"lang\":\"%s\"}}"
                      .formatted(head, Json.array(components), lang))
          .orElseGet(() -> "{\"op\":\"delete\",%s}".formatted(head));
    }
  }

  @Test
  void everyKindIsAsComputedPlainly(LocalKafka kafka, @TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("WindowsE2EITCase: seed " + seed);
    Random random = new Random(seed);
    // All changes are before now, so that no question is late: its time is that of the clock.
    long begin = Math.floorDiv(System.currentTimeMillis() - BEFORE, SIZE) * SIZE;
    List<Event> events = events(random, begin);
    long end = events.stream().mapToLong(Event::ts).max().orElseThrow();
    List<Event> arriving = new ArrayList<>(events);
    Map<Integer, Long> arrivals = new HashMap<>();
    events.forEach(each -> arrivals.put(each.number(), each.ts() + random.nextInt(DISORDER)));
    arriving.sort(Comparator.comparing(each -> arrivals.get(each.number())));

    try (TestCluster cluster = TestCluster.start(folder);
        LocalRedis redis = LocalRedis.open();
        Cached cached = new Cached(redis.uri());
        Outside outside = new Outside(kafka)) {
      String topic = "statistics-" + outside.vectors();
      kafka.createTopic(topic, 2);
      StreamExecutionEnvironment flink = cluster.restartingEnvironment(2);
      FailOnce.wire(options(outside, kafka, topic, redis), flink);
      TestCluster.Job job = cluster.submit(flink, Optional.empty());
      send(outside, random, arriving.subList(0, CHANGES / 2));
      List<String> questions = new ArrayList<>();
      for (int i = 0; i < QUESTIONS; i++) {
        questions.add("\"k\":5,\"vector\":" + Json.array(vector(random)));
      }
      outside.ask(questions);
      Await.until("something is durable", () -> job.running() && job.checkpoints() >= 2);

      FailOnce.arm(500);
      send(outside, random, arriving.subList(CHANGES / 2, CHANGES));
      Await.until(
          "the job has failed and is back",
          () -> FailOnce.failed() && job.restarts() >= 1 && job.running());
      outside.send(
          outside.vectors(), 0, "{\"op\":\"upsert\",\"collection\":\"words\"}".getBytes(UTF_8));
      close(outside, end + 60_000, CHANGES);

      try (Statistics statistics = new Statistics(outside.reader(topic))) {
        statistics.await("tumbling", tumbling(events, SIZE, SIZE, false));
        statistics.await("sliding", tumbling(events, 3 * SIZE, SIZE, false));
        statistics.await("session", sessions(events));
        statistics.await("grouped", tumbling(events, SIZE, SIZE, true));
        statistics.await("patient", tumbling(events, SIZE, SIZE, false));
        statistics.assertCounted("thousand", 1000, CHANGES);

        // Now event time is a minute ahead.
        List<Event> late = new ArrayList<>();
        for (int i = 0; i < LATE; i++) {
          late.add(new Event(2 * CHANGES + i, begin + i, Optional.of(vector(random)), "en"));
        }
        send(outside, random, late);
        List<Event> all = new ArrayList<>(events);
        all.addAll(late);
        statistics.await("patient", tumbling(all, SIZE, SIZE, false));
        assertThat(statistics.newest("patient", begin, "").path("revision").asInt()).isPositive();
        statistics.awaitLate("tumbling", LATE);
        statistics.awaitLate("session", LATE);
        statistics.await("tumbling", tumbling(events, SIZE, SIZE, false));

        JsonNode first = statistics.newest("patient", begin, "");
        Await.until(
            "Redis has the newest",
            () -> first.equals(cached.window("patient", begin, "r").orElse(null)));
        assertThat(cached.window("grouped", begin, "r:en").orElseThrow())
            .isEqualTo(statistics.newest("grouped", begin, "en"));
        assertThat(statistics.total("tumbling", "queries")).isPositive();
        assertThat(statistics.recall())
            .isNotEmpty()
            .allSatisfy(
                each -> {
                  assertThat(each.path("value").asDouble()).isBetween(0.9, 1.0);
                  assertThat(each.path("low").asDouble()).isLessThan(each.path("value").asDouble());
                });
        assertThat(statistics.rejects()).contains("MISSING_FIELD");
      }
      assertThat(job.restarts()).isEqualTo(1);
      job.close();
    }
  }

  private static JobOptions options(
      Outside outside, LocalKafka kafka, String topic, LocalRedis redis) {
    String yaml =
        outside.yaml(DIMENSION).replace("index: {ef: 100}", WINDOWS.strip() + " index: {ef: 100}")
            + "statistics: {type: kafka, bootstrap-servers: \"%s\", topic: %s}%n"
                .formatted(kafka.bootstrapServers(), topic)
            + "redis: {uri: \"%s\", publish: [windows]}%n".formatted(redis.uri());
    return JobConfiguration.parse(yaml, Map.of("search.recall-sample", "1"), Map.of());
  }

  private static List<Event> events(Random random, long begin) {
    List<Event> events = new ArrayList<>();
    long ts = begin;
    for (int i = 0; i < CHANGES; i++) {
      boolean pause = random.nextInt(200) == 0;
      ts += pause ? GAP + 1 + random.nextInt(400) : random.nextInt(20);
      Optional<float[]> vector =
          random.nextInt(8) == 0 ? Optional.empty() : Optional.of(vector(random));
      events.add(new Event(i, ts, vector, random.nextInt(3) == 0 ? "de" : "en"));
    }
    return events;
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = 1 + (float) random.nextGaussian();
    }
    return vector;
  }

  private static void send(Outside outside, Random random, List<Event> events) {
    for (Event event : events) {
      outside.send(
          outside.vectors(), random.nextInt(Outside.PARTITIONS), event.json().getBytes(UTF_8));
    }
    outside.flush();
  }

  /** One change at a later time in each partition: event time goes on everywhere. */
  private static void close(Outside outside, long ts, int number) {
    for (int partition = 0; partition < Outside.PARTITIONS; partition++) {
      Event event = new Event(number + partition, ts, Optional.empty(), "");
      outside.send(outside.vectors(), partition, event.json().getBytes(UTF_8));
    }
    outside.flush();
  }

  private static Map<String, List<Event>> tumbling(
      List<Event> events, long size, long slide, boolean grouped) {
    Map<String, List<Event>> windows = new TreeMap<>();
    for (Event event : events) {
      String group = grouped && event.vector().isPresent() ? event.lang() : "";
      for (long start = Math.floorDiv(event.ts(), slide) * slide;
          start > event.ts() - size;
          start -= slide) {
        windows.computeIfAbsent(start + "/" + group, key -> new ArrayList<>()).add(event);
      }
    }
    return windows;
  }

  private static Map<String, List<Event>> sessions(List<Event> events) {
    Map<String, List<Event>> windows = new TreeMap<>();
    List<Event> ordered = new ArrayList<>(events);
    ordered.sort(Comparator.comparingLong(Event::ts));
    long start = 0;
    long last = Long.MIN_VALUE / 2;
    for (Event event : ordered) {
      start = event.ts() - last >= GAP ? event.ts() : start;
      last = event.ts();
      windows.computeIfAbsent(start + "/", key -> new ArrayList<>()).add(event);
    }
    return windows;
  }

  /** The topic, as a consumer keeps it: of each window the statistics with most records. */
  private static final class Statistics implements AutoCloseable {
    private final TopicReader reader;
    private final Map<String, JsonNode> newest = new HashMap<>();
    private final Map<String, Set<Long>> ends = new HashMap<>();
    private final List<JsonNode> late = new ArrayList<>();

    Statistics(TopicReader reader) {
      this.reader = reader;
    }

    private void read() {
      reader
          .poll()
          .forEach(
              record -> {
                JsonNode each = Json.read(record.value());
                if (each.path("late").asBoolean()) {
                  late.add(each);
                  return;
                }
                newest.merge(
                    key(each.path("window").asText(), start(each), each.path("group").asText("")),
                    each,
                    (held, now) ->
                        now.path("records").asLong() >= held.path("records").asLong() ? now : held);
                ends.computeIfAbsent(
                        each.path("window").asText() + "/" + start(each), key -> new HashSet<>())
                    .add(each.path("end").asLong());
              });
    }

    private static long start(JsonNode statistics) {
      return statistics.path("start").asLong();
    }

    private static String key(String window, long start, String group) {
      return window + "/" + start + "/" + group;
    }

    JsonNode newest(String window, long start, String group) {
      return newest.get(key(window, start, group));
    }

    void await(String window, Map<String, List<Event>> expected) {
      Await.until(
          window + " has all",
          () -> {
            read();
            return expected.entrySet().stream()
                .allMatch(
                    each -> {
                      JsonNode found = newest.get(window + "/" + each.getKey());
                      return found != null && changes(found) >= each.getValue().size();
                    });
          });
      expected.forEach((key, events) -> compare(newest.get(window + "/" + key), events));
    }

    private static long changes(JsonNode found) {
      return found.path("inserts").asLong()
          + found.path("updates").asLong()
          + found.path("deletes").asLong();
    }

    private static void compare(JsonNode found, List<Event> events) {
      List<float[]> vectors = events.stream().flatMap(each -> each.vector().stream()).toList();
      assertThat(found.path("inserts").asLong()).as("%s", found).isEqualTo(vectors.size());
      assertThat(found.path("updates").asLong()).isZero();
      assertThat(found.path("deletes").asLong()).isEqualTo(events.size() - vectors.size());
      assertThat(found.path("distinct_ids").path("estimate").asDouble())
          .isCloseTo(events.size(), within(0.08 * events.size() + 0.01));
      if (vectors.isEmpty()) {
        return;
      }
      float[] mean = floats(found.path("vectors").path("mean_b64").asText());
      float[] variance = floats(found.path("vectors").path("variance_b64").asText());
      for (int i = 0; i < DIMENSION; i++) {
        int at = i;
        double average = vectors.stream().mapToDouble(each -> each[at]).average().orElseThrow();
        double squares =
            vectors.stream().mapToDouble(each -> Math.pow(each[at] - average, 2)).sum();
        assertThat((double) mean[i]).isCloseTo(average, within(1e-5));
        assertThat((double) variance[i])
            .isCloseTo(squares / Math.max(1, vectors.size() - 1), within(1e-4));
      }
    }

    private static float[] floats(String base64) {
      ByteBuffer bytes =
          ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
      float[] floats = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(floats);
      return floats;
    }

    /**
     * Windows one after the other, from the first change on, each of so many or one in 100 more.
     */
    void assertCounted(String window, int count, int atLeast) {
      Await.until(
          window + " counts on",
          () -> {
            read();
            return reach(window, 0) > atLeast - count;
          });
      ends.forEach(
          (key, found) -> {
            if (key.startsWith(window + "/")) {
              long start = Long.parseLong(key.substring(window.length() + 1));
              assertThat(found).allSatisfy(end -> assertThat(end - start).isBetween(1000L, 1009L));
            }
          });
    }

    private long reach(String window, long from) {
      return ends.getOrDefault(window + "/" + from, Set.of()).stream()
          .mapToLong(end -> reach(window, end))
          .max()
          .orElse(from);
    }

    void awaitLate(String window, int count) {
      Await.until(
          window + " is too late",
          () -> {
            read();
            return late.stream()
                    .filter(each -> each.path("window").asText().equals(window))
                    .mapToLong(each -> each.path("inserts").asLong())
                    .sum()
                >= count;
          });
    }

    long total(String window, String field) {
      return newest.values().stream()
          .filter(each -> each.path("window").asText().equals(window))
          .mapToLong(each -> each.path(field).asLong())
          .sum();
    }

    /** Wherever it is: when answers are checked is not when they were given. */
    List<JsonNode> recall() {
      List<JsonNode> all = new ArrayList<>(newest.values());
      all.addAll(late);
      return all.stream()
          .filter(each -> each.path("window").asText().equals("tumbling") && each.has("recall"))
          .map(each -> each.path("recall"))
          .toList();
    }

    Set<String> rejects() {
      Set<String> reasons = new HashSet<>();
      newest
          .values()
          .forEach(each -> each.path("rejects").fieldNames().forEachRemaining(reasons::add));
      late.forEach(each -> each.path("rejects").fieldNames().forEachRemaining(reasons::add));
      return reasons;
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
