package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** An application that reads the serving cache and knows nothing but the contracts. */
final class Cached implements AutoCloseable {
  private final RedisClient client;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final RedisCommands<String, byte[]> redis;

  Cached(String uri) {
    client = RedisClient.create(uri);
    connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    redis = connection.sync();
  }

  /** What is there of a vector. */
  record Vector(long version, JsonNode attributes, List<Float> components) {
    static Vector of(Workload.Live live) {
      return new Vector(
          live.version(),
          Json.read("{\"version\":%d}".formatted(live.version()).getBytes(UTF_8)),
          components(live.vector()));
    }

    private static List<Float> components(float[] vector) {
      List<Float> components = new ArrayList<>();
      for (float component : vector) {
        components.add(component);
      }
      return components;
    }
  }

  /**
   * By id.
   *
   * @param head the prefix, with the generation where there is one
   */
  Map<String, Vector> vectors(String head) {
    String start = head + ":v:" + Workload.COLLECTION + ":";
    Map<String, Vector> vectors = new TreeMap<>();
    for (String key : keys(start + "*")) {
      Map<String, byte[]> fields = redis.hgetall(key);
      if (fields.isEmpty()) {
        continue; // Deleted since the scan.
      }
      ByteBuffer bytes = ByteBuffer.wrap(fields.get("v")).order(ByteOrder.LITTLE_ENDIAN);
      float[] components = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(components);
      vectors.put(
          tag(key, start),
          new Vector(
              first(fields.get("n")), Json.read(fields.get("a")), Vector.components(components)));
    }
    return vectors;
  }

  /** Ids whose delete is remembered, for some time. */
  TreeSet<String> tombstones(String head) {
    String start = head + ":t:" + Workload.COLLECTION + ":";
    TreeSet<String> ids = new TreeSet<>();
    for (String key : keys(start + "*")) {
      if (redis.pttl(key) > 0) {
        ids.add(tag(key, start));
      }
    }
    return ids;
  }

  /** Answers that are there. */
  List<JsonNode> results(String head) {
    return keys(head + ":q:" + Workload.COLLECTION + ":*").stream()
        .map(key -> Json.read(redis.hget(key, "r")))
        .toList();
  }

  /** A field of the hash of a window, where it is there. */
  Optional<JsonNode> window(String window, long start, String field) {
    byte[] value = redis.hget("fvi:w:" + Workload.COLLECTION + ":" + window + ":" + start, field);
    return Optional.ofNullable(value).map(Json::read);
  }

  List<String> keys(String pattern) {
    List<String> keys = new ArrayList<>();
    ScanArgs matching = ScanArgs.Builder.limit(1_000).match(pattern);
    KeyScanCursor<String> cursor = redis.scan(ScanCursor.INITIAL, matching);
    keys.addAll(cursor.getKeys());
    while (!cursor.isFinished()) {
      cursor = redis.scan(cursor, matching);
      keys.addAll(cursor.getKeys());
    }
    return keys;
  }

  void flush() {
    redis.flushall();
  }

  /** The value of an order: what is compared first. */
  private static long first(byte[] order) {
    return Long.parseUnsignedLong(new String(order, 0, 16, UTF_8), 16) ^ Long.MIN_VALUE;
  }

  private static String tag(String key, String start) {
    return key.substring(start.length() + 1, key.length() - 1);
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
  }
}
