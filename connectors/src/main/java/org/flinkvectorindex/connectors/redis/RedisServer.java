package org.flinkvectorindex.connectors.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which Redis, and the user and password it asks for, which are never printed. */
public final class RedisServer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String uri;
  private final String shown;
  private final String username; // these three or null: an Optional is not Serializable
  private final String password;
  private final String sentinelPassword;
  private final RedisTls tls;

  /** As the default user. */
  public RedisServer(String uri, Optional<String> password) {
    this(uri, Optional.empty(), password);
  }

  /** Without TLS, or with what Java trusts. */
  public RedisServer(String uri, Optional<String> username, Optional<String> password) {
    this(uri, username, password, Optional.empty(), RedisTls.DEFAULT);
  }

  /**
   * @param uri {@code redis://host:port}, {@code rediss://} for TLS; or {@code
   *     redis-sentinel://host:port,host:port#master}, {@code rediss-sentinel://} for TLS, which is
   *     whatever server the sentinels name; a password stands beside it and not in it
   * @param username of Redis' access lists; has no effect without a password
   * @param sentinelPassword of the sentinels themselves
   */
  public RedisServer(
      String uri,
      Optional<String> username,
      Optional<String> password,
      Optional<String> sentinelPassword,
      RedisTls tls) {
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
    this.sentinelPassword = sentinelPassword.orElse(null);
    this.tls = tls;
    this.shown =
        parsed.getSentinels().isEmpty()
            ? "redis://" + address(parsed)
            : parsed.getSentinels().stream()
                .map(RedisServer::address)
                .collect(
                    Collectors.joining(
                        ",", "redis-sentinel://", "#" + parsed.getSentinelMasterId()));
  }

  private static String address(RedisURI uri) {
    return uri.getHost() + ":" + uri.getPort();
  }

  /** A client that knows this server's TLS, and never connects anew by itself. */
  RedisClient client(Duration timeout) {
    RedisClient client = RedisClient.create(lettuceUri(timeout));
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .timeoutOptions(TimeoutOptions.enabled(timeout))
            .sslOptions(tls.lettuceOptions())
            .build());
    return client;
  }

  RedisURI lettuceUri(Duration timeout) {
    RedisURI built = RedisURI.create(uri);
    built.setTimeout(timeout);
    if (password != null && username != null) {
      built.setAuthentication(username, password.toCharArray());
    } else if (password != null) {
      built.setAuthentication(password.toCharArray());
    }
    for (RedisURI sentinel : built.getSentinels()) {
      sentinel.setTimeout(timeout);
      if (sentinelPassword != null) {
        sentinel.setAuthentication(sentinelPassword.toCharArray());
      }
    }
    return built;
  }

  /** Hosts and ports. */
  @Override
  public String toString() {
    return shown;
  }
}
