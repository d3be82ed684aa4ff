package org.flinkvectorindex.jobs.preflight;

import java.util.Optional;
import org.flinkvectorindex.connectors.redis.RedisPreflight;
import org.flinkvectorindex.jobs.config.RedisOptions;

/** The serving cache. */
record RedisNeighbour(RedisOptions redis) implements Neighbour {

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Optional<String> missing() {
    return RedisPreflight.missing(redis.server(), redis.timeout());
  }
}
