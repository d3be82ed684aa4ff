package org.flinkvectorindex.connectors.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Optional;

/** Asks, before a job is submitted, whether its Redis is there and lets it in. */
public final class RedisPreflight {
  private RedisPreflight() {}

  /**
   * What is wrong, for the job's owner, naming host and port and no secret; empty where nothing is.
   *
   * @param patience how long Redis may take to answer
   */
  public static Optional<String> missing(RedisServer server, Duration patience) {
    try (RedisClient client = server.client(patience);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.sync().ping();
      return Optional.empty();
    } catch (RedisException e) {
      String why = RedisFailure.message(e);
      return Optional.of(
          RedisFailure.isPassing(e)
              ? "no Redis answers at %s: %s".formatted(server, why)
              : "Redis at %s refuses: %s".formatted(server, why));
    }
  }
}
