package org.flinkvectorindex.connectors.redis;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/** How the cache is written. */
public final class RedisOptions implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Duration DEFAULT_WINDOW_RETENTION = Duration.ofDays(7);

  private final RedisServer server;
  private final Keyspace keyspace;
  private final Duration tombstoneRetention;
  private final Duration windowRetention;
  private final Duration resultRetention; // or null: an Optional is not Serializable
  private final Batching batching;

  /**
   * @param prefix of all keys
   * @param generation follows the prefix where set, so that another generation starts empty
   * @param tombstoneRetention how long a delete is remembered, at least as long as the longest
   *     replay
   */
  public RedisOptions(
      RedisServer server,
      String prefix,
      Optional<String> generation,
      Duration tombstoneRetention,
      Batching batching) {
    this(
        server,
        Keyspace.of(prefix, generation),
        tombstoneRetention,
        DEFAULT_WINDOW_RETENTION,
        Optional.empty(),
        batching);
  }

  private RedisOptions(
      RedisServer server,
      Keyspace keyspace,
      Duration tombstoneRetention,
      Duration windowRetention,
      Optional<Duration> resultRetention,
      Batching batching) {
    this.server = server;
    this.keyspace = keyspace;
    this.tombstoneRetention = positive("tombstone retention", tombstoneRetention);
    this.windowRetention = positive("window retention", windowRetention);
    this.resultRetention = resultRetention.map(it -> positive("result retention", it)).orElse(null);
    this.batching = batching;
  }

  private static Duration positive(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(
          "%s is %s, allowed is 1 ms or more".formatted(name, value));
    }
    return value;
  }

  /** Prefix {@code fvi}, no generation, deletes remembered for seven days. */
  public RedisOptions(RedisServer server) {
    this(server, "fvi", Optional.empty(), Duration.ofDays(7), Batching.DEFAULT);
  }

  /** How long the statistics of a window stay; seven days where nothing is said. */
  public RedisOptions withWindowRetention(Duration retention) {
    return new RedisOptions(
        server, keyspace, tombstoneRetention, retention, resultRetention(), batching);
  }

  /** How long an answer stays; for ever where nothing is said. */
  public RedisOptions withResultRetention(Optional<Duration> retention) {
    return new RedisOptions(
        server, keyspace, tombstoneRetention, windowRetention, retention, batching);
  }

  public RedisServer server() {
    return server;
  }

  Keyspace keyspace() {
    return keyspace;
  }

  Duration tombstoneRetention() {
    return tombstoneRetention;
  }

  Duration windowRetention() {
    return windowRetention;
  }

  Optional<Duration> resultRetention() {
    return Optional.ofNullable(resultRetention);
  }

  Batching batching() {
    return batching;
  }

  @Override
  public String toString() {
    return "RedisOptions[server=%s, keys=%s, tombstoneRetention=%s, batching=%s]"
        .formatted(server, keyspace.head(), tombstoneRetention, batching);
  }

  /**
   * What one subtask sends and holds.
   *
   * @param maxBatch entries in a batch, which is sent as one
   * @param maxInFlight batches sent and not yet answered
   * @param maxBuffered entries held before the stream is held back
   * @param maxWait how long an entry waits for its batch to fill
   * @param attemptTimeout how long Redis may take to answer a batch before it is sent again
   */
  public record Batching(
      int maxBatch, int maxInFlight, int maxBuffered, Duration maxWait, Duration attemptTimeout)
      implements Serializable {
    public static final Batching DEFAULT =
        new Batching(256, 8, 4096, Duration.ofMillis(5), Duration.ofSeconds(10));

    public Batching {
      if (maxBatch < 1 || maxInFlight < 1 || maxBuffered <= maxBatch) {
        throw new IllegalArgumentException(
            "batch is %d, in flight %d, buffered %d: allowed are 1 or more, and more buffered than a batch"
                .formatted(maxBatch, maxInFlight, maxBuffered));
      }
    }

    public Batching withAttemptTimeout(Duration timeout) {
      return new Batching(maxBatch, maxInFlight, maxBuffered, maxWait, timeout);
    }
  }
}
