package org.flinkvectorindex.benchmarks.demo;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.connectors.local.LocalRedis;

/** Redis as an application reads it. */
public final class Cache implements AutoCloseable {
  private static final String VECTORS = "fvi:v:words:{";

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
    return connection.sync().get("fvi:t:words:{" + word + "}");
  }

  /** Whether it has these words, each with this vector to the last bit, and no other. */
  public boolean holds(Map<String, float[]> words) {
    Set<String> expected = words.keySet().stream().map(Cache::key).collect(Collectors.toSet());
    if (!new HashSet<>(connection.sync().keys(VECTORS + "*")).equals(expected)) {
      return false;
    }
    Map<String, RedisFuture<byte[]>> held = new HashMap<>();
    words.keySet().forEach(word -> held.put(word, connection.async().hget(key(word), "v")));
    return LettuceFutures.awaitAll(
            Duration.ofMinutes(1), held.values().toArray(new RedisFuture<?>[0]))
        && words.entrySet().stream()
            .allMatch(
                word ->
                    Arrays.equals(
                        Messages.bytes(word.getValue()),
                        held.get(word.getKey()).toCompletableFuture().join()));
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
