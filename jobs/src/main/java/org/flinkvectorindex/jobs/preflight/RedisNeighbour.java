package org.flinkvectorindex.jobs.preflight;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.Optional;
import org.flinkvectorindex.jobs.config.RedisOptions;
import org.flinkvectorindex.jobs.config.Secret;

/** The serving cache. */
record RedisNeighbour(RedisOptions redis) implements Neighbour {

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Optional<String> missing() {
    RedisURI.Builder uri = RedisURI.builder(RedisURI.create(redis.uri()));
    redis.password().map(Secret::reveal).ifPresent(password -> authenticate(uri, password));
    try (RedisClient client = RedisClient.create(uri.withTimeout(redis.timeout()).build());
        StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.sync().ping();
      return Optional.empty();
    } catch (RedisException e) {
      return Optional.of("no Redis answers at %s: %s".formatted(redis.uri(), e.getMessage()));
    }
  }

  private void authenticate(RedisURI.Builder uri, String password) {
    if (redis.username().isPresent()) {
      uri.withAuthentication(redis.username().get(), password.toCharArray());
    } else {
      uri.withPassword(password.toCharArray());
    }
  }
}
