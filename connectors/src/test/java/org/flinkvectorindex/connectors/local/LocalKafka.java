package org.flinkvectorindex.connectors.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka broker on free ports of this machine: one KRaft node, in a process and with a class
 * path of its own, which Maven writes when it builds {@code connectors/brokers/kafka}.
 */
public final class LocalKafka implements AutoCloseable {
  private final ServerFolder folder;
  private final BrokerClassPath classPath;
  private final int port;
  private final Optional<Guard> guard;
  private ChildProcess process;

  /**
   * Who is let in, over TLS alone.
   *
   * @param user by SASL, mechanism SCRAM-SHA-512
   */
  public record Guard(Certificates certificates, String user, String password) {
    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final String LOGIN =
        "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"%1$s\" password=\"%2$s\"";

    /** What a client says to be let in. */
    public Map<String, String> clientProperties() {
      return Map.of(
          "security.protocol",
          "SASL_SSL",
          "sasl.mechanism",
          MECHANISM,
          "sasl.jaas.config",
          LOGIN.formatted(user, password) + ";",
          "ssl.truststore.location",
          certificates.trustStore().toString(),
          "ssl.truststore.type",
          "PKCS12",
          "ssl.truststore.password",
          certificates.password());
    }

    private String brokerProperties() {
      return """
          ssl.keystore.location=%1$s
          ssl.keystore.type=PKCS12
          ssl.keystore.password=%2$s
          ssl.key.password=%2$s
          ssl.truststore.location=%3$s
          ssl.truststore.type=PKCS12
          ssl.truststore.password=%2$s
          sasl.enabled.mechanisms=%4$s
          sasl.mechanism.inter.broker.protocol=%4$s
          listener.name.outside.%5$s.sasl.jaas.config=%6$s;
          """
          .formatted(
              certificates.keyStore(),
              certificates.password(),
              certificates.trustStore(),
              MECHANISM,
              MECHANISM.toLowerCase(Locale.ROOT),
              LOGIN.formatted(user, password));
    }

    /** The user is known to the broker from its first day, since it is one of its own clients. */
    private List<String> format() {
      return List.of(
          "--add-scram", "%s=[name=%s,password=%s]".formatted(MECHANISM, user, password));
    }
  }

  private LocalKafka(ServerFolder folder, int port, Optional<Guard> guard) throws IOException {
    this.folder = folder;
    this.classPath = new BrokerClassPath("kafka", folder.path());
    this.port = port;
    this.guard = guard;
  }

  /** Running when this returns. */
  public static LocalKafka open() throws IOException {
    return open(Optional.empty());
  }

  /** Running when this returns, and letting nobody else in. */
  public static LocalKafka open(Guard guard) throws IOException {
    return open(Optional.of(guard));
  }

  private static LocalKafka open(Optional<Guard> guard) throws IOException {
    LocalKafka kafka = new LocalKafka(new ServerFolder("kafka"), FreePort.find(), guard);
    Files.writeString(kafka.configuration(), kafka.properties(FreePort.find()));
    kafka.format();
    kafka.start();
    return kafka;
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** What clients must say beside where it is. */
  public Map<String, String> clientProperties() {
    return guard.map(Guard::clientProperties).orElse(Map.of());
  }

  /** Clients can write and read it when this returns. */
  public void createTopic(String topic, int partitions) {
    createTopic(topic, partitions, Map.of());
  }

  /**
   * The same with settings of its own.
   *
   * @param settings as Kafka calls them: {@code cleanup.policy}
   */
  public void createTopic(String topic, int partitions, Map<String, String> settings) {
    NewTopic wanted = new NewTopic(topic, partitions, (short) 1).configs(settings);
    try (Admin admin = admin()) {
      admin.createTopics(List.of(wanted)).all().get();
      awaitPartitions(topic, partitions, admin);
    } catch (InterruptedException | ExecutionException | IOException e) {
      throw new IllegalStateException("can't create topic " + topic, e);
    }
  }

  /** Raises the number of partitions to this. */
  public void addPartitions(String topic, int partitions) {
    try (Admin admin = admin()) {
      admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
      awaitPartitions(topic, partitions, admin);
    } catch (InterruptedException | ExecutionException | IOException e) {
      throw new IllegalStateException("can't add partitions to topic " + topic, e);
    }
  }

  /**
   * The controller has a topic some time before the broker does, and the broker before it leads.
   */
  private void awaitPartitions(String topic, int partitions, Admin admin) throws IOException {
    process.awaitReady(() -> leads(topic, partitions, admin), Duration.ofSeconds(60));
  }

  private static boolean leads(String topic, int partitions, Admin admin) {
    try {
      List<TopicPartitionInfo> led =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions();
      return led.size() == partitions && led.stream().allMatch(each -> each.leader() != null);
    } catch (ExecutionException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka creates topic " + topic, e);
    }
  }

  /** On the same port, with the same data. */
  public void start() throws IOException {
    process =
        new ChildProcess(
            "Kafka",
            java("-Xmx512m", "kafka.Kafka", configuration().toString()),
            folder.path().resolve("kafka.log"));
    try (Admin admin = admin()) {
      process.awaitReady(() -> answers(admin), Duration.ofSeconds(60));
    }
  }

  /** In good order. */
  public void stop() {
    process.stop();
  }

  /** As a machine failure would. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.kill();
    folder.close();
  }

  private void format() throws IOException {
    List<String> main =
        new ArrayList<>(
            List.of(
                "kafka.tools.StorageTool",
                "format",
                "-t",
                Uuid.randomUuid().toString(),
                "-c",
                configuration().toString()));
    main.addAll(guard.map(Guard::format).orElse(List.of()));
    ChildProcess format =
        new ChildProcess(
            "Kafka's format",
            java("-Xmx256m", main.toArray(String[]::new)),
            folder.path().resolve("format.log"));
    boolean ended = format.awaitEnd(Duration.ofSeconds(60));
    format.stop();
    if (!ended || !Files.exists(folder.path().resolve("data/meta.properties"))) {
      throw new IOException(
          "Kafka's storage was not formatted:\n"
              + Files.readString(folder.path().resolve("format.log")));
    }
  }

  private List<String> java(String memory, String... main) {
    return classPath.java(List.of(memory), main);
  }

  private Path configuration() {
    return folder.path().resolve("server.properties");
  }

  private String properties(int controllerPort) {
    return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=OUTSIDE://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=OUTSIDE://127.0.0.1:%1$d
        listener.security.protocol.map=OUTSIDE:%4$s,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=OUTSIDE
        controller.listener.names=CONTROLLER
        log.dirs=%3$s
        broker.session.timeout.ms=6000
        broker.heartbeat.interval.ms=500
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        group.initial.rebalance.delay.ms=0
        %5$s
        """
        .formatted(
            port,
            controllerPort,
            folder.path().resolve("data"),
            guard.isPresent() ? "SASL_SSL" : "PLAINTEXT",
            guard.map(Guard::brokerProperties).orElse(""));
  }

  private Admin admin() {
    Map<String, Object> properties = new HashMap<>(clientProperties());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 20_000);
    return Admin.create(properties);
  }

  private static boolean answers(Admin admin) {
    try {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka starts", e);
    }
  }
}
