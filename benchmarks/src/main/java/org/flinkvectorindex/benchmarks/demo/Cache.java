package org.flinkvectorindex.benchmarks.demo;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.operators.shard.VectorRecord;

/** Redis as an application reads it. */
public final class Cache implements AutoCloseable {
  private static final String VECTORS = "fvi:v:words:{";
  private static final String TOMBSTONES = "fvi:t:words:{";

  private final RedisClient client;
  private final StatefulRedisConnection<String, byte[]> connection;

  public Cache(LocalRedis redis) {
    client = RedisClient.create(redis.uri());
    connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
  }

  static String key(String word) {
    return VECTORS + word + "}";
  }

  /** Fields of the word's hash; empty where there is none. */
  Map<String, byte[]> word(String word) {
    return connection.sync().hgetall(key(word));
  }

  /** The order of the word's deletion; null where it was not deleted. */
  byte[] tombstone(String word) {
    return connection.sync().get(TOMBSTONES + word + "}");
  }

  /** Whether it has these words, each with this vector to the last bit, and no other. */
  public boolean holds(Map<String, float[]> words) {
    Optional<Map<String, Map<String, byte[]>>> held = held(words.keySet());
    return held.isPresent()
        && words.entrySet().stream()
            .allMatch(
                word ->
                    Arrays.equals(
                        Messages.bytes(word.getValue()), held.get().get(word.getKey()).get("v")));
  }

  /**
   * Whether it has these words, each with all of its fields and no other, and of those that were
   * deleted what says so, with the order of the delete, and of no other.
   */
  public boolean holds(Map<String, VectorRecord> words, Map<String, OrderKey> deleted) {
    Optional<Map<String, Map<String, byte[]>>> held = held(words.keySet());
    return held.isPresent()
        && words.values().stream().allMatch(word -> same(word, held.get().get(word.id())))
        && keys(TOMBSTONES, deleted.keySet()).equals(keys(TOMBSTONES))
        && hasTombstones(deleted);
  }

  /** All fields of these words; empty where it has others or fewer. */
  private Optional<Map<String, Map<String, byte[]>>> held(Set<String> words) {
    if (!keys(VECTORS).equals(keys(VECTORS, words))) {
      return Optional.empty();
    }
    return all(words, word -> connection.async().hgetall(key(word)));
  }

  private boolean hasTombstones(Map<String, OrderKey> deleted) {
    var held = all(deleted.keySet(), word -> connection.async().get(TOMBSTONES + word + "}"));
    return held.isPresent()
        && deleted.entrySet().stream()
            .allMatch(
                each -> Arrays.equals(ascii(text(each.getValue())), held.get().get(each.getKey())));
  }

  private static boolean same(VectorRecord word, Map<String, byte[]> fields) {
    Map<String, byte[]> expected = new HashMap<>();
    expected.put("v", Messages.bytes(word.vector()));
    expected.put("n", ascii(text(word.order())));
    expected.put("ts", ascii(Long.toString(word.ts())));
    word.attributes().ifPresent(it -> expected.put("a", it.getBytes(StandardCharsets.UTF_8)));
    return fields.keySet().equals(expected.keySet())
        && expected.entrySet().stream()
            .allMatch(field -> Arrays.equals(field.getValue(), fields.get(field.getKey())));
  }

  /** As it is documented, of a source whose name is ASCII: text that compares as the order does. */
  private static String text(OrderKey order) {
    return "%016x%s00%08x%016x%08x"
        .formatted(
            order.value() ^ Long.MIN_VALUE,
            HexFormat.of().formatHex(ascii(order.source())),
            order.partition() ^ Integer.MIN_VALUE,
            order.position() ^ Long.MIN_VALUE,
            order.part() ^ Integer.MIN_VALUE);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private Set<String> keys(String prefix) {
    return new HashSet<>(connection.sync().keys(prefix + "*"));
  }

  private static Set<String> keys(String prefix, Set<String> words) {
    return words.stream().map(word -> prefix + word + "}").collect(Collectors.toSet());
  }

  /** Empty where Redis does not say it in time. */
  private static <T> Optional<Map<String, T>> all(
      Set<String> words, Function<String, RedisFuture<T>> ask) {
    Map<String, RedisFuture<T>> asked = new HashMap<>();
    words.forEach(word -> asked.put(word, ask.apply(word)));
    if (!LettuceFutures.awaitAll(
        Duration.ofMinutes(1), asked.values().toArray(new RedisFuture<?>[0]))) {
      return Optional.empty();
    }
    Map<String, T> held = new HashMap<>();
    asked.forEach((word, future) -> held.put(word, future.toCompletableFuture().join()));
    return Optional.of(held);
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
