package org.flinkvectorindex.connectors.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A real Pulsar on free ports of this machine: broker, bookie and metadata in one process, with a
 * class path of its own, which Maven writes when it builds {@code connectors/brokers/pulsar}.
 */
public final class LocalPulsar implements AutoCloseable {
  /** Topics are kept while nobody reads, single records of a batch are acknowledged. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "brokerDeleteInactiveTopicsEnabled", "false",
          "acknowledgmentAtBatchIndexLevelEnabled", "true");

  /** What a broker does without. */
  public static final List<String> WITHOUT =
      List.of("--no-functions-worker", "--no-stream-storage");

  public static final List<String> MEMORY = List.of("-Xmx768m", "-XX:MaxDirectMemorySize=768m");

  private static final List<String> OPENS =
      List.of(
          "java.base/sun.net",
          "java.base/java.nio",
          "java.base/jdk.internal.platform",
          "java.base/jdk.internal.misc",
          "java.base/java.util.zip",
          "java.management/sun.management",
          "jdk.management/com.sun.management.internal");

  private static final String NAMESPACE = "/admin/v2/namespaces/public/default";

  /** Asked, the broker writes a message and reads it. */
  private static final String HEALTH = "/admin/v2/brokers/health";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final ServerFolder folder;
  private final BrokerClassPath classPath;
  private final int port;
  private final int webPort;
  private final int bookiePort;
  private final Optional<Guard> guard;
  private ChildProcess process;
  private boolean killed;

  /**
   * Who is let in, and by which ports over TLS.
   *
   * @param key of the tokens' signatures
   */
  public record Guard(Certificates certificates, byte[] key, int port, int webPort) {
    private static final String PLUGIN = "org.apache.pulsar.client.impl.auth.AuthenticationToken";

    public static Guard of(Certificates certificates) throws IOException {
      byte[] key = new byte[32];
      new SecureRandom().nextBytes(key);
      return new Guard(certificates, key, FreePort.find(), FreePort.find());
    }

    /** A JSON web token of this user. */
    public String token(String user) {
      Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
      String text =
          base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8))
              + "."
              + base64.encodeToString(
                  "{\"sub\":\"%s\"}".formatted(user).getBytes(StandardCharsets.UTF_8));
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return text
            + "."
            + base64.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JVM has HMAC", e);
      }
    }

    /** What the connector says to be let in. */
    public Map<String, String> clientProperties(String user) {
      return Map.of(
          "pulsar.client.authPluginClassName",
          PLUGIN,
          "pulsar.client.authParams",
          "token:" + token(user),
          "pulsar.client.tlsTrustCertsFilePath",
          certificates.certificate().toString());
    }

    private String configuration() {
      return """
          brokerServicePortTls=%d
          webServicePortTls=%d
          tlsCertificateFilePath=%s
          tlsKeyFilePath=%s
          authenticationEnabled=true
          authenticationProviders=org.apache.pulsar.broker.authentication.AuthenticationProviderToken
          tokenSecretKey=data:;base64,%s
          authorizationEnabled=true
          superUserRoles=broker,fvi
          brokerClientAuthenticationPlugin=%s
          brokerClientAuthenticationParameters=token:%s
          """
          .formatted(
              port,
              webPort,
              certificates.certificate(),
              certificates.key(),
              Base64.getEncoder().encodeToString(key),
              PLUGIN,
              token("broker"));
    }
  }

  private LocalPulsar(
      ServerFolder folder, int port, int webPort, int bookiePort, Optional<Guard> guard)
      throws IOException {
    this.folder = folder;
    this.classPath = new BrokerClassPath("pulsar", folder.path());
    this.port = port;
    this.webPort = webPort;
    this.bookiePort = bookiePort;
    this.guard = guard;
  }

  /** Running when this returns. */
  public static LocalPulsar open() throws IOException {
    return open(Optional.empty());
  }

  /** Running when this returns, and letting in who has a token. */
  public static LocalPulsar open(Guard guard) throws IOException {
    return open(Optional.of(guard));
  }

  private static LocalPulsar open(Optional<Guard> guard) throws IOException {
    LocalPulsar pulsar =
        new LocalPulsar(
            new ServerFolder("pulsar"), FreePort.find(), FreePort.find(), FreePort.find(), guard);
    Files.writeString(pulsar.folder.path().resolve("standalone.conf"), pulsar.configuration());
    pulsar.start();
    return pulsar;
  }

  public String serviceUrl() {
    return guard
        .map(guarded -> "pulsar+ssl://127.0.0.1:" + guarded.port())
        .orElse("pulsar://127.0.0.1:" + port);
  }

  public String adminUrl() {
    return guard
        .map(guarded -> "https://127.0.0.1:" + guarded.webPort())
        .orElse("http://127.0.0.1:" + webPort);
  }

  /** Without TLS, for what tests arrange. */
  private String plainUrl() {
    return "http://127.0.0.1:" + webPort;
  }

  /** Exists, without partitions, when this returns. */
  public void createTopic(String topic) {
    require("create topic " + topic, request(topic).PUT(BodyPublishers.noBody()));
  }

  /** Exists when this returns. */
  public void createTopic(String topic, int partitions) {
    require(
        "create topic " + topic,
        request(topic + "/partitions")
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(Integer.toString(partitions))));
  }

  /** Raises the number of partitions to this. */
  public void addPartitions(String topic, int partitions) {
    require(
        "add partitions to topic " + topic,
        request(topic + "/partitions")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Integer.toString(partitions))));
  }

  /** On the same ports, with the same data. */
  public void start() throws IOException {
    if (killed) {
      forgetKilled();
      killed = false;
    }
    process = new ChildProcess("Pulsar", command(), folder.path().resolve("pulsar.log"));
    process.awaitReady(this::answers, Duration.ofSeconds(90));
  }

  /** In good order. */
  public void stop() {
    process.stop();
  }

  /** As a machine failure would. */
  public void kill() {
    process.kill();
    killed = true;
  }

  @Override
  public void close() {
    process.kill();
    folder.close();
  }

  /**
   * A killed bookie leaves its entry in the metadata. The next process deletes it while its broker
   * already looks for bookies, so that this one takes its only bookie for absent and, after some
   * errors, for faulty.
   */
  private void forgetKilled() throws IOException {
    Path source = folder.path().resolve("ForgetKilled.java");
    try (InputStream text = LocalPulsar.class.getResourceAsStream("ForgetKilled.java")) {
      Files.copy(text, source, StandardCopyOption.REPLACE_EXISTING);
    }
    ChildProcess reader =
        new ChildProcess(
            "a reader of Pulsar's metadata",
            classPath.java(options(), source.toString(), metadata().toString()),
            folder.path().resolve("metadata.log"));
    reader.awaitSuccess(Duration.ofSeconds(60));
  }

  private Path metadata() {
    return folder.path().resolve("metadata");
  }

  private static List<String> options() {
    List<String> options = new ArrayList<>(MEMORY);
    options.addAll(List.of("-Dio.netty.tryReflectionSetAccessible=true", "-Dlog4j2.level=warn"));
    OPENS.forEach(each -> options.addAll(List.of("--add-opens", each + "=ALL-UNNAMED")));
    return options;
  }

  private List<String> command() {
    List<String> main =
        new ArrayList<>(
            List.of(
                "org.apache.pulsar.PulsarStandaloneStarter",
                "--config",
                folder.path().resolve("standalone.conf").toString(),
                "--metadata-dir",
                metadata().toString(),
                "--bookkeeper-dir",
                folder.path().resolve("bookkeeper").toString(),
                "--bookkeeper-port",
                Integer.toString(bookiePort),
                "--num-bookies",
                "1"));
    main.addAll(WITHOUT);
    return classPath.java(options(), main.toArray(String[]::new));
  }

  private String configuration() {
    return """
        clusterName=standalone
        bindAddress=127.0.0.1
        advertisedAddress=127.0.0.1
        brokerServicePort=%d
        webServicePort=%d
        managedLedgerDefaultEnsembleSize=1
        managedLedgerDefaultWriteQuorum=1
        managedLedgerDefaultAckQuorum=1
        managedLedgerCacheSizeMB=16
        allowAutoTopicCreation=false
        loadBalancerEnabled=false
        numHttpServerThreads=8
        numIOThreads=2
        allowLoopback=true
        journalSyncData=false
        diskUsageThreshold=0.99
        dbStorage_writeCacheMaxSizeMb=16
        dbStorage_readAheadCacheMaxSizeMb=16
        dbStorage_rocksDB_blockCacheSize=4194304
        %s
        %s
        """
        .formatted(
            port,
            webPort,
            SETTINGS.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("\n")),
            guard.map(Guard::configuration).orElse(""));
  }

  private boolean answers() {
    try {
      return send(HttpRequest.newBuilder(URI.create(plainUrl() + NAMESPACE)).GET()).statusCode()
              == 200
          && send(HttpRequest.newBuilder(URI.create(plainUrl() + HEALTH)).GET()).statusCode()
              == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void require(String what, HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = send(request);
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException("can't %s: %s".formatted(what, answer.body()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("can't " + what, e);
    }
  }

  private HttpRequest.Builder request(String topic) {
    return HttpRequest.newBuilder(
        URI.create(plainUrl() + "/admin/v2/persistent/public/default/" + topic));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    guard.ifPresent(
        guarded -> request.header("Authorization", "Bearer " + guarded.token("broker")));
    try {
      return http.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Pulsar is asked", e);
    }
  }
}
