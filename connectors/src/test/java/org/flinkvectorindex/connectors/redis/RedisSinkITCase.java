package org.flinkvectorindex.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.json.JsonStatisticsEncoder;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.StatisticsSamples;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.junit.jupiter.api.Test;

class RedisSinkITCase {
  private static final AtomicLong GENERATED = new AtomicLong();

  @Test
  void theGreatestOrderWinsWhateverComesFirst() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<CacheEntry> entries = new ArrayList<>();
    Map<String, CacheEntry> last = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      String id = "id " + random.nextInt(200);
      CacheEntry entry =
          random.nextInt(4) == 0
              ? new CacheEntry.DeleteVector("words", id, order(i), 1_000 + i)
              : put(id, i);
      entries.add(entry);
      last.put(id, entry);
    }
    Collections.shuffle(entries, random);
    entries.addAll(entries.subList(0, 500));

    try (LocalRedis redis = LocalRedis.open();
        RedisReader reader = new RedisReader(redis)) {
      submit(entries, 0, new RedisOptions(new RedisServer(redis.uri(), Optional.empty())))
          .getJobExecutionResult()
          .get();

      last.forEach((id, entry) -> reader.assertHolds("fvi", id, entry, "seed " + seed));
    }
  }

  @Test
  void writesResultsByQuestion() throws Exception {
    List<CacheEntry> entries =
        List.of(result("{\"k\":2}", 2), result("{\"k\":1}", 1), result("{\"k\":2}", 2));
    try (LocalRedis redis = LocalRedis.open();
        RedisReader reader = new RedisReader(redis)) {
      submit(entries, 0, new RedisOptions(new RedisServer(redis.uri(), Optional.empty())))
          .getJobExecutionResult()
          .get();

      Map<String, byte[]> held = reader.commands.hgetall("fvi:q:words:{h}");
      assertThat(held).containsOnlyKeys("r", "n", "ts");
      assertThat(held.get("r")).asString().isEqualTo("{\"k\":2}");
      assertThat(held.get("ts")).asString().isEqualTo("1002");
      assertThat(reader.commands.pttl("fvi:q:words:{h}")).as("stays").isEqualTo(-1);

      submit(
              List.of(result("{\"k\":3}", 3)),
              0,
              new RedisOptions(new RedisServer(redis.uri(), Optional.empty()))
                  .withWindowRetention(Duration.ofHours(1))
                  .withResultRetention(Optional.of(Duration.ofHours(2))))
          .getJobExecutionResult()
          .get();
      assertThat(reader.commands.hget("fvi:q:words:{h}", "r")).asString().isEqualTo("{\"k\":3}");
      assertThat(reader.commands.pttl("fvi:q:words:{h}"))
          .isGreaterThan(Duration.ofHours(1).toMillis())
          .isLessThanOrEqualTo(Duration.ofHours(2).toMillis());
    }
  }

  /** An answer that can't be sent takes the older one away, whichever of them comes first. */
  @Test
  void anOlderAnswerIsNoneWhereTheLastIsTooLarge() throws Exception {
    for (List<CacheEntry> entries :
        List.of(
            List.of(result("{\"k\":1}", 1), result("", 2)),
            List.of(result("", 2), result("{\"k\":1}", 1)))) {
      try (LocalRedis redis = LocalRedis.open();
          RedisReader reader = new RedisReader(redis)) {
        RedisOptions options = new RedisOptions(new RedisServer(redis.uri(), Optional.empty()));
        submit(entries, 0, options).getJobExecutionResult().get();
        assertThat(reader.commands.hgetall("fvi:q:words:{h}")).containsOnlyKeys("n", "ts");

        submit(List.of(result("{\"k\":3}", 3)), 0, options).getJobExecutionResult().get();
        assertThat(reader.commands.hget("fvi:q:words:{h}", "r")).asString().isEqualTo("{\"k\":3}");
      }
    }
  }

  @Test
  void aWindowGoesNeverBackAndExpires() throws Exception {
    JsonStatisticsEncoder json = new JsonStatisticsEncoder();
    WindowStatistics.Standing revision = new WindowStatistics.Standing.Revision(0);
    WindowStatistics more = StatisticsSamples.full(new WindowStatistics.Standing.Revision(1), 9);
    List<CacheEntry> entries =
        List.of(
            CacheEntry.of(more, json).orElseThrow(),
            CacheEntry.of(StatisticsSamples.full(revision, 8), json).orElseThrow(),
            CacheEntry.of(StatisticsSamples.full(revision, 9), json).orElseThrow());
    try (LocalRedis redis = LocalRedis.open();
        RedisReader reader = new RedisReader(redis)) {
      submit(
              entries,
              0,
              new RedisOptions(new RedisServer(redis.uri(), Optional.empty()))
                  .withWindowRetention(Duration.ofHours(1)))
          .getJobExecutionResult()
          .get();

      Map<String, byte[]> held = reader.commands.hgetall("fvi:w:words:w:10");
      assertThat(held).containsOnlyKeys("r:en", "n:en", "ts:en");
      assertThat(held.get("r:en")).isEqualTo(json.encode(more));
      assertThat(reader.commands.pttl("fvi:w:words:w:10"))
          .isPositive()
          .isLessThanOrEqualTo(Duration.ofHours(1).toMillis());
    }
    assertThat(CacheEntry.of(StatisticsSamples.full(new WindowStatistics.Standing.Late(), 1), json))
        .isEmpty();
  }

  @Test
  void aGenerationHasKeysOfItsOwnAndDeletesExpire() throws Exception {
    CacheEntry put = put("king", 1);
    CacheEntry delete = new CacheEntry.DeleteVector("words", "queen", order(2), 2);
    try (LocalRedis redis = LocalRedis.open();
        RedisReader reader = new RedisReader(redis)) {
      RedisOptions options =
          new RedisOptions(
              new RedisServer(redis.uri(), Optional.empty()),
              "vec",
              Optional.of("g7"),
              Duration.ofHours(1),
              RedisOptions.Batching.DEFAULT);
      submit(List.of(put, delete), 0, options).getJobExecutionResult().get();

      reader.assertHolds("vec:g7", "king", put, "generation");
      assertThat(reader.commands.pttl("vec:g7:t:words:{queen}"))
          .isPositive()
          .isLessThanOrEqualTo(Duration.ofHours(1).toMillis());
      assertThat(reader.commands.dbsize()).isEqualTo(2);
    }
  }

  @Test
  void catchesUpAfterRedisWasAway() throws Exception {
    List<CacheEntry> entries = new ArrayList<>();
    Map<String, CacheEntry> last = new HashMap<>();
    for (int i = 0; i < 12_000; i++) {
      String id = "id" + i % 3_000;
      CacheEntry entry =
          i % 7 == 0 ? new CacheEntry.DeleteVector("words", id, order(i), 1_000 + i) : put(id, i);
      entries.add(entry);
      last.put(id, entry);
    }
    try (LocalRedis redis = LocalRedis.open()) {
      redis.stop(); // away at the start
      JobClient job =
          submit(entries, 4_000, new RedisOptions(new RedisServer(redis.uri(), Optional.empty())));
      awaitHeldBack(entries.size());
      redis.start();
      try (RedisReader reader = new RedisReader(redis)) {
        await("writes", () -> reader.commands.dbsize() > 1_000);
      }
      redis.stop(); // and in mid-stream
      awaitHeldBack(entries.size());
      redis.start();
      job.getJobExecutionResult().get();

      try (RedisReader reader = new RedisReader(redis)) {
        last.forEach((id, entry) -> reader.assertHolds("fvi", id, entry, "after the restart"));
      }
    }
  }

  @Test
  void aWrongPasswordFailsTheTaskWithoutBeingPrinted() throws Exception {
    try (LocalRedis redis = LocalRedis.open("right")) {
      RedisOptions options =
          new RedisOptions(new RedisServer(redis.uri(), Optional.of("wr0ng-secret")));
      JobClient job = submit(List.of(put("king", 1)), 0, options);

      assertThatThrownBy(() -> job.getJobExecutionResult().get())
          .hasStackTraceContaining("redis://127.0.0.1:" + redis.port() + " refuses: WRONGPASS")
          .satisfies(
              e ->
                  assertThat(org.apache.flink.util.ExceptionUtils.stringifyException(e))
                      .doesNotContain("wr0ng-secret"));
      assertThat(options.toString() + options.server()).doesNotContain("wr0ng-secret");
    }
  }

  @Test
  void aPasswordOpens() throws Exception {
    try (LocalRedis redis = LocalRedis.open("right")) {
      submit(
              List.of(put("king", 1)),
              0,
              new RedisOptions(new RedisServer(redis.uri(), Optional.of("right"))))
          .getJobExecutionResult()
          .get();
    }
  }

  @Test
  void aKeyOfAnotherTypeFailsTheTask() throws Exception {
    try (LocalRedis redis = LocalRedis.open();
        RedisReader reader = new RedisReader(redis)) {
      reader.commands.set("fvi:v:words:{king}", "something".getBytes(StandardCharsets.UTF_8));
      JobClient job =
          submit(
              List.of(put("king", 1)),
              0,
              new RedisOptions(new RedisServer(redis.uri(), Optional.empty())));

      assertThatThrownBy(() -> job.getJobExecutionResult().get())
          .hasStackTraceContaining("WRONGTYPE");
    }
  }

  static CacheEntry put(String id, int i) {
    Optional<String> attributes = i % 2 == 0 ? Optional.of("{\"i\":" + i + "}") : Optional.empty();
    return new CacheEntry.PutVector(
        "words", id, new float[] {i, -i}, attributes, order(i), 1_000 + i);
  }

  private static CacheEntry result(String json, int i) {
    return new CacheEntry.PutResult(
        "words", "h", json.getBytes(StandardCharsets.UTF_8), order(i), 1_000 + i);
  }

  private static OrderKey order(int i) {
    return new OrderKey(i / 3, "vectors", i % 3, i, 0);
  }

  /**
   * @param perSecond 0 for as fast as it goes
   */
  static JobClient submit(List<CacheEntry> entries, int perSecond, RedisOptions options)
      throws Exception {
    GENERATED.set(0);
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(2);
    env.enableCheckpointing(500);
    input = new ArrayList<>(entries);
    DataGeneratorSource<CacheEntry> source =
        new DataGeneratorSource<>(
            index -> {
              GENERATED.incrementAndGet();
              return input.get(index.intValue());
            },
            entries.size(),
            perSecond == 0 ? RateLimiterStrategy.noOp() : RateLimiterStrategy.perSecond(perSecond),
            new RecordTypeInfo<>(CacheEntryFormat.INSTANCE));
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "entries")
        .uid("entries")
        .sinkTo(new RedisSink(options))
        .uid("redis");
    return env.executeAsync("redis sink");
  }

  /** Read by the source, which runs in this JVM. */
  private static volatile List<CacheEntry> input = List.of();

  /** The stream began, is not at its end, and stands still for a second. */
  private static void awaitHeldBack(long all) {
    await("first entry", () -> GENERATED.get() > 0);
    AtomicLong count = new AtomicLong(GENERATED.get());
    AtomicLong since = new AtomicLong(System.nanoTime());
    await(
        "held back",
        () -> {
          if (count.getAndSet(GENERATED.get()) != GENERATED.get()) {
            since.set(System.nanoTime());
          }
          return System.nanoTime() - since.get() > Duration.ofSeconds(1).toNanos();
        });
    assertThat(GENERATED.get()).isLessThan(all);
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** What an application sees. */
  private static final class RedisReader implements AutoCloseable {
    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final RedisCommands<String, byte[]> commands;

    RedisReader(LocalRedis redis) {
      client = RedisClient.create(redis.uri());
      connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
      commands = connection.sync();
    }

    void assertHolds(String head, String id, CacheEntry entry, String as) {
      String key = head + ":v:words:{" + id + "}";
      String tombstone = head + ":t:words:{" + id + "}";
      byte[] order = OrderText.of(entry.order()).getBytes(StandardCharsets.US_ASCII);
      if (entry instanceof CacheEntry.PutVector put) {
        Map<String, byte[]> expected = new HashMap<>();
        expected.put("v", Fields.littleEndian(put.vector()));
        expected.put("n", order);
        expected.put("ts", Long.toString(put.ts()).getBytes(StandardCharsets.US_ASCII));
        put.attributes().ifPresent(it -> expected.put("a", it.getBytes(StandardCharsets.UTF_8)));
        assertThat(commands.hgetall(key))
            .as("%s: %s", as, id)
            .usingRecursiveComparison()
            .isEqualTo(expected);
        assertThat(commands.exists(tombstone)).as("%s: %s", as, id).isZero();
      } else {
        assertThat(commands.exists(key)).as("%s: %s", as, id).isZero();
        assertThat(commands.get(tombstone)).as("%s: %s", as, id).isEqualTo(order);
      }
    }

    @Override
    public void close() {
      connection.close();
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }
}
