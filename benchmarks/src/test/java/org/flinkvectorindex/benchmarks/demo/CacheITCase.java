package org.flinkvectorindex.benchmarks.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.operators.shard.VectorRecord;
import org.junit.jupiter.api.Test;

/** What the comparison of Redis with what it should hold finds. */
class CacheITCase {
  private static final String KING = "fvi:v:words:{king}";
  private static final String GONE = "fvi:t:words:{gone}";
  private static final VectorRecord WANTED =
      new VectorRecord(
          "king",
          new OrderKey(7, "v", 1, 2, 0),
          1_000,
          OptionalLong.empty(),
          Optional.of("{\"rank\":1}"),
          new float[] {1, 2});
  private static final Map<String, OrderKey> DELETED =
      Map.of("gone", new OrderKey(-1, "v", 0, 255, 0));

  @Test
  void everyFieldAndEveryTombstoneIsCompared() throws Exception {
    try (LocalRedis redis = LocalRedis.open();
        Cache cache = new Cache(redis);
        RedisClient client = RedisClient.create(redis.uri())) {
      RedisCommands<String, byte[]> outside =
          client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)).sync();
      Map<String, byte[]> fields =
          Map.of(
              "v",
              Messages.bytes(WANTED.vector()),
              "a",
              bytes("{\"rank\":1}"),
              "n",
              bytes("8000000000000007" + "7600" + "80000001" + "8000000000000002" + "80000000"),
              "ts",
              bytes("1000"));
      byte[] tombstone =
          bytes("7fffffffffffffff" + "7600" + "80000000" + "80000000000000ff" + "80000000");
      outside.hset(KING, fields);
      outside.set(GONE, tombstone);
      assertThat(holds(cache)).isTrue();

      for (String field : fields.keySet()) {
        outside.hset(KING, field, bytes("other"));
        assertThat(holds(cache)).as("another " + field).isFalse();
        outside.hdel(KING, field);
        assertThat(holds(cache)).as("no " + field).isFalse();
        outside.hset(KING, field, fields.get(field));
      }
      outside.hset(KING, "more", bytes("1"));
      assertThat(holds(cache)).as("a field more").isFalse();
      outside.hdel(KING, "more");

      outside.set(GONE, bytes("other"));
      assertThat(holds(cache)).as("another delete").isFalse();
      outside.del(GONE);
      assertThat(holds(cache)).as("no tombstone").isFalse();
      outside.set(GONE, tombstone);
      outside.set("fvi:t:words:{king}", tombstone);
      assertThat(holds(cache)).as("a tombstone of what is live").isFalse();
      outside.del("fvi:t:words:{king}");
      outside.hset("fvi:v:words:{gone}", fields);
      assertThat(holds(cache)).as("what was deleted").isFalse();
      outside.del("fvi:v:words:{gone}");
      assertThat(holds(cache)).isTrue();
    }
  }

  private static boolean holds(Cache cache) {
    return cache.holds(Map.of("king", WANTED), DELETED);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
