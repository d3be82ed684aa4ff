package org.flinkvectorindex.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.connectors.redis.RedisSinkITCase.put;
import static org.flinkvectorindex.connectors.redis.RedisSinkITCase.submit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.core.execution.JobClient;
import org.flinkvectorindex.connectors.local.Certificates;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers that ask for TLS, certificates and users, and sentinels that name the server. */
class SecureRedisITCase {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 5;
  private static final String PASSWORD = "s3cret-password";

  /** No more than the job needs. */
  private static final String WRITER =
      "user writer on >%s ~fvi:* +ping +hello +client +select +eval +evalsha +hget +hset +hdel +get +set +del +pexpire"
          .formatted(PASSWORD);

  @TempDir private static Path folder;
  private static Certificates servers;
  private static Certificates clients;
  private static Certificates strangers;

  @BeforeAll
  static void make() throws Exception {
    servers = Certificates.make(folder, "server");
    clients = Certificates.make(folder, "client");
    strangers = Certificates.make(folder, "stranger");
  }

  @Test
  void tlsAndAUserWhoMayNoMoreThanIsNeeded() throws Exception {
    String users = "user default off\n" + WRITER;
    try (LocalRedis redis = LocalRedis.secured(servers, users)) {
      RedisServer server = server(redis.uri() + "/3", "writer", PASSWORD, trusting(servers));
      assertThat(RedisPreflight.missing(server, PATIENCE)).isEmpty();
      List<CacheEntry> entries = new ArrayList<>(List.of(put("king", 1), put("queen", 2)));
      entries.add(new CacheEntry.DeleteVector("words", "queen", put("queen", 9).order(), 2_000));
      submit(entries, 0, new RedisOptions(server)).getJobExecutionResult().get();
      assertThat(order(server, "king")).isPresent();
      assertThat(order(server, "queen")).isEmpty();
    }
  }

  @Test
  void whoIsNotTrustedIsNotTalkedTo() throws Exception {
    try (LocalRedis redis = LocalRedis.secured(servers, "requirepass " + PASSWORD)) {
      for (RedisTls tls : List.of(RedisTls.DEFAULT, trusting(strangers))) {
        RedisServer server = server(redis.uri(), null, PASSWORD, tls);
        assertThat(RedisPreflight.missing(server, PATIENCE).orElseThrow())
            .contains("redis://127.0.0.1:" + redis.port())
            .contains("certification path")
            .doesNotContain("s3cret");
      }
      // TLS is not spoken by chance.
      RedisServer plain =
          server("redis://127.0.0.1:" + redis.port(), null, PASSWORD, RedisTls.DEFAULT);
      assertThat(RedisPreflight.missing(plain, Duration.ofSeconds(2))).isPresent();
    }
  }

  @Test
  void aServerThatAsksForACertificateGetsIt() throws Exception {
    Path trusted = folder.resolve("trusted.pem");
    Files.writeString(trusted, read(servers.certificate()) + read(clients.certificate()));
    String settings = "tls-ca-cert-file %s\ntls-auth-clients yes".formatted(trusted);
    try (LocalRedis redis = LocalRedis.secured(servers, settings)) {
      RedisTls tls =
          new RedisTls(
              read(servers.certificate()), read(clients.certificate()), read(clients.key()));
      RedisServer known = new RedisServer(redis.uri(), none(), none(), none(), tls);
      assertThat(RedisPreflight.missing(known, PATIENCE)).isEmpty();
      RedisServer unknown = new RedisServer(redis.uri(), none(), none(), none(), trusting(servers));
      assertThat(RedisPreflight.missing(unknown, Duration.ofSeconds(5))).isPresent();
      assertThat(tls.toString()).doesNotContain("BEGIN");
    }
  }

  @Test
  void aUserWhoMayNotWriteFailsTheTask() throws Exception {
    try (LocalRedis redis =
        LocalRedis.with("user reader on >%s ~* +ping +hello +client +get".formatted(PASSWORD))) {
      RedisServer server = server(redis.uri(), "reader", PASSWORD, RedisTls.DEFAULT);
      JobClient job = submit(List.of(put("king", 1)), 0, new RedisOptions(server));
      assertThatThrownBy(() -> job.getJobExecutionResult().get())
          .hasStackTraceContaining("refuses: NOPERM")
          .satisfies(
              e ->
                  assertThat(org.apache.flink.util.ExceptionUtils.stringifyException(e))
                      .doesNotContain("s3cret"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-sentinel", "rediss-sentinel"})
  void sentinelsLeadToTheNewMaster(String scheme) throws Exception {
    boolean secured = scheme.startsWith("rediss");
    RedisTls tls = secured ? trusting(servers) : RedisTls.DEFAULT;
    String users = "requirepass %1$s\nmasterauth %1$s\n".formatted(PASSWORD);
    String known = "sentinel auth-pass main %s\nrequirepass s3cret-sentinel".formatted(PASSWORD);
    try (LocalRedis first = server(secured, users);
        LocalRedis second = server(secured, users + "replicaof 127.0.0.1 " + first.port());
        LocalRedis sentinel =
            secured
                ? LocalRedis.sentinel(first, servers, known)
                : LocalRedis.sentinel(first, known)) {
      String place = "127.0.0.1:%d#main".formatted(sentinel.port());
      RedisServer server =
          new RedisServer(
              scheme + "://" + place,
              none(),
              Optional.of(PASSWORD),
              Optional.of("s3cret-sentinel"),
              tls);
      assertThat(server).hasToString("redis-sentinel://" + place);
      assertThat(RedisPreflight.missing(server, PATIENCE)).isEmpty();
      RedisServer replica = server(second.uri(), null, PASSWORD, tls);
      await(
          "the replica has a master",
          () -> info(replica, "replication").contains("link_status:up"));
      RedisServer watch = server(sentinel.uri(), null, "s3cret-sentinel", tls);
      await("the sentinel knows the replica", () -> info(watch, "sentinel").contains("slaves=1"));

      List<CacheEntry> entries = new ArrayList<>();
      for (int i = 0; i < 4_000; i++) {
        entries.add(put("id" + i % 1_000, i));
      }
      JobClient job = submit(entries, 1_000, new RedisOptions(server));
      await("the replica has some", () -> order(replica, "id10").isPresent());
      first.stop();
      job.getJobExecutionResult().get();
      for (int i = 3_000; i < 4_000; i++) {
        assertThat(order(replica, "id" + i % 1_000)).contains(OrderText.of(put("", i).order()));
      }
    }
  }

  /**
   * The order that Redis holds of a vector. A sentinel that promotes a replica ends its clients.
   */
  private static Optional<String> order(RedisServer server, String id) {
    for (int attempt = 1; ; attempt++) {
      try (RedisClient client = server.client(PATIENCE);
          StatefulRedisConnection<String, String> connection = client.connect()) {
        return Optional.ofNullable(connection.sync().hget("fvi:v:words:{%s}".formatted(id), "n"));
      } catch (RedisException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static String info(RedisServer server, String section) {
    try (RedisClient client = server.client(PATIENCE);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      return connection.sync().info(section);
    } catch (RedisException notYet) {
      return "";
    }
  }

  /** One that may become another's replica, over TLS where it is secured. */
  private static LocalRedis server(boolean secured, String settings) throws IOException {
    return secured
        ? LocalRedis.secured(servers, "tls-replication yes\n" + settings)
        : LocalRedis.with(settings);
  }

  private static RedisServer server(String uri, String user, String password, RedisTls tls) {
    return new RedisServer(uri, Optional.ofNullable(user), Optional.of(password), none(), tls);
  }

  private static RedisTls trusting(Certificates certificates) throws IOException {
    return new RedisTls(read(certificates.certificate()), "", "");
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }
}
