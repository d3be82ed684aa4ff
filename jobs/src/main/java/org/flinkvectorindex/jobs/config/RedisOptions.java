package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flinkvectorindex.connectors.redis.RedisServer;
import org.flinkvectorindex.connectors.redis.RedisTls;

/**
 * The serving cache: {@code redis}.
 *
 * @param generation stands after the prefix; when it changes, everything is published again
 */
public record RedisOptions(
    String uri,
    Optional<String> username,
    Optional<Secret> password,
    Optional<Secret> sentinelPassword,
    Optional<String> trustedCertificates,
    Optional<String> certificate,
    Optional<Secret> key,
    String prefix,
    Optional<String> generation,
    List<Content> publish,
    Duration timeout,
    Duration tombstoneExpiry,
    Duration windowExpiry,
    Optional<Duration> resultExpiry) {

  /** What is written to the cache. */
  public enum Content {
    VECTORS,
    RESULTS,
    WINDOWS
  }

  private static final String PEM = "(?s)\\s*-----BEGIN %s-----.*";

  private static final String WORD = "[A-Za-z0-9_.-]{1,64}";

  static final Option<String> URI =
      Option.required(
          "uri",
          Types.text(
              "redis://host:port/database, rediss://… for TLS,"
                  + " redis-sentinel://host:port,…/database#master or rediss-sentinel://…;"
                  + " user and password in keys of their own",
              "rediss?://%1$s(/[0-9]{1,3})?|rediss?-sentinel://%1$s(,%1$s)*(/[0-9]{1,3})?#[A-Za-z0-9._-]+"
                  .formatted("[A-Za-z0-9._-]+(:[0-9]{1,5})?")),
          "The Redis server, or sentinels and the name of the master that they watch.");

  static final Option<String> USERNAME =
      Option.optional(
          "username",
          Types.text("text", "\\S{1,256}"),
          "User of Redis' access lists, with `password`.");

  static final Option<Secret> PASSWORD =
      Option.optional("password", Types.secret(), "Password of Redis.");

  static final Option<Secret> SENTINEL_PASSWORD =
      Option.optional("sentinel-password", Types.secret(), "Password of the sentinels themselves.");

  static final Option<String> TRUSTED_CERTIFICATES =
      Option.optional(
          "trusted-certificates",
          Types.text("PEM, best as `${file:/path}`", PEM.formatted("CERTIFICATE")),
          "Whom TLS trusts: the certificates of Redis' authority, or its own. Without it, whom Java"
              + " trusts. Read when the job is submitted: no file is needed on the cluster.");

  static final Option<String> CERTIFICATE =
      Option.optional(
          "certificate",
          Types.text("PEM, best as `${file:/path}`", PEM.formatted("CERTIFICATE")),
          "The job's own certificate, where Redis asks for one (`tls-auth-clients`); with `key`.");

  static final Option<Secret> KEY =
      Option.optional(
          "key", Types.secret(), "That certificate's key: PEM of PKCS #8, not encrypted.");

  static final Option<String> PREFIX =
      Option.withDefault("prefix", Types.text("`" + WORD + "`", WORD), "fvi", "Begin of each key.");

  static final Option<String> GENERATION =
      Option.optional(
          "generation",
          Types.text("`" + WORD + "`", WORD),
          "Follows the prefix in each key. Change it after Redis was flushed or added to a job, or"
              + " after the job went back to an older savepoint: everything is then published"
              + " again from state.");

  static final Option<String> PUBLISH_GENERATION =
      Option.optional(
          "generation", Types.text("`" + WORD + "`", WORD), "Another name of `redis.generation`.");

  static final Block PUBLISHING =
      Block.optional("publish", "What is published in the cache.", List.of(PUBLISH_GENERATION));

  static final Option<List<Content>> PUBLISH =
      Option.withDefault(
          "publish",
          new ListOf<>(Types.choice(Content.class, Map.of())),
          "vectors, results",
          "What is written there.");

  static final Option<Duration> TIMEOUT =
      Option.withDefault(
          "timeout",
          Types.duration("10 ms", "1 min"),
          "2 s",
          "After how long a write that is not answered is tried again.");

  static final Option<Duration> TOMBSTONE_EXPIRY =
      Option.withDefault(
          "tombstone-expiry",
          Types.duration("1 min", "365 d"),
          "7 d",
          "How long Redis remembers a delete: at least as long as the longest replay, and as"
              + " `tombstone.retention`.");

  static final Option<Duration> WINDOW_EXPIRY =
      Option.withDefault(
          "window-expiry",
          Types.duration("1 min", "365 d"),
          "7 d",
          "How long Redis keeps the statistics of a window after they were written last.");

  static final Option<Duration> RESULT_EXPIRY =
      Option.optional(
          "result-expiry",
          Types.duration("1 s", "365 d"),
          "How long Redis keeps an answer after it was written last. Without it for ever: each"
              + " question that was ever asked then has a key, and a Redis that is full holds the"
              + " stream back.");

  static final Block BLOCK =
      Block.optional(
          "redis",
          "The cache that applications read.",
          List.of(
              URI,
              USERNAME,
              PASSWORD,
              SENTINEL_PASSWORD,
              TRUSTED_CERTIFICATES,
              CERTIFICATE,
              KEY,
              PREFIX,
              GENERATION,
              PUBLISH,
              TIMEOUT,
              TOMBSTONE_EXPIRY,
              WINDOW_EXPIRY,
              RESULT_EXPIRY));

  /** Whom the job talks to, and as whom. */
  public RedisServer server() {
    return new RedisServer(
        uri,
        username,
        password.map(Secret::reveal),
        sentinelPassword.map(Secret::reveal),
        new RedisTls(
            trustedCertificates.orElse(""),
            certificate.orElse(""),
            key.map(Secret::reveal).orElse("")));
  }

  /**
   * @param generation said elsewhere, as {@code publish.generation}
   */
  static RedisOptions of(Values values, Optional<String> generation) {
    return new RedisOptions(
        values.get(URI),
        values.find(USERNAME),
        values.find(PASSWORD),
        values.find(SENTINEL_PASSWORD),
        values.find(TRUSTED_CERTIFICATES),
        values.find(CERTIFICATE),
        values.find(KEY),
        values.get(PREFIX),
        values.find(GENERATION).or(() -> generation),
        values.get(PUBLISH),
        values.get(TIMEOUT),
        values.get(TOMBSTONE_EXPIRY),
        values.get(WINDOW_EXPIRY),
        values.find(RESULT_EXPIRY));
  }
}
