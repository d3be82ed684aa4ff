package org.flinkvectorindex.connectors.redis;

import io.lettuce.core.RedisURI;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/** Which Redis, and the password it asks for, which is never printed. */
public final class RedisServer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String uri;
  private final String password; // or null: an Optional is not Serializable

  /**
   * @param uri {@code redis://host:port}, {@code rediss://} for TLS; a password stands beside it
   *     and not in it
   */
  public RedisServer(String uri, Optional<String> password) {
    RedisURI parsed;
    try {
      parsed = RedisURI.create(uri);
    } catch (IllegalArgumentException e) {
      // Without the cause, whose message repeats the URI with whatever secret is in it.
      throw new IllegalArgumentException(
          "redis uri: expected redis://host:port, got something else");
    }
    this.uri = uri;
    this.password = password.orElse(null);
    this.shown = "redis://" + parsed.getHost() + ":" + parsed.getPort();
  }

  private final String shown;

  RedisURI lettuceUri(Duration timeout) {
    RedisURI parsed = RedisURI.create(uri);
    parsed.setTimeout(timeout);
    return password == null
        ? parsed
        : RedisURI.builder(parsed).withPassword(password.toCharArray()).build();
  }

  /** Host and port. */
  @Override
  public String toString() {
    return shown;
  }
}
