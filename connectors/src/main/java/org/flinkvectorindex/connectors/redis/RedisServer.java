package org.flinkvectorindex.connectors.redis;

import io.lettuce.core.RedisURI;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/** Which Redis, and the user and password it asks for, which are never printed. */
public final class RedisServer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String uri;
  private final String shown;
  private final String username; // these two or null: an Optional is not Serializable
  private final String password;

  /** As the default user. */
  public RedisServer(String uri, Optional<String> password) {
    this(uri, Optional.empty(), password);
  }

  /**
   * @param uri {@code redis://host:port}, {@code rediss://} for TLS; a password stands beside it
   *     and not in it
   * @param username of Redis' access lists; has no effect without a password
   */
  public RedisServer(String uri, Optional<String> username, Optional<String> password) {
    RedisURI parsed;
    try {
      parsed = RedisURI.create(uri);
    } catch (IllegalArgumentException e) {
      // Without the cause, whose message repeats the URI with whatever secret is in it.
      throw new IllegalArgumentException(
          "redis uri: expected redis://host:port, got something else");
    }
    this.uri = uri;
    this.username = username.orElse(null);
    this.password = password.orElse(null);
    this.shown = "redis://" + parsed.getHost() + ":" + parsed.getPort();
  }

  RedisURI lettuceUri(Duration timeout) {
    RedisURI.Builder built = RedisURI.builder(RedisURI.create(uri)).withTimeout(timeout);
    if (password != null && username != null) {
      built.withAuthentication(username, password.toCharArray());
    } else if (password != null) {
      built.withPassword(password.toCharArray());
    }
    return built.build();
  }

  /** Host and port. */
  @Override
  public String toString() {
    return shown;
  }
}
