package org.flinkvectorindex.console.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Project;

/**
 * A Kafka broker of one KRaft node, from Maven's artifacts, for this machine alone. It creates no
 * topic by itself, as brokers that matter don't.
 */
final class KafkaServer {
  static final int PORT = 9092;
  private static final Pattern LISTENS = Pattern.compile("(?m)^listeners=OUTSIDE://[0-9.]+:(\\d+)");

  private KafkaServer() {}

  /** Its controller listens beside it. */
  static int controllerPort(int port) {
    return port + 1;
  }

  /** Writes its settings, and at the first time an empty log. */
  static void prepare(Home home, int port) throws IOException, InterruptedException {
    Files.writeString(
        settings(home),
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=OUTSIDE://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=OUTSIDE://localhost:%1$d
        listener.security.protocol.map=OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=OUTSIDE
        controller.listener.names=CONTROLLER
        log.dirs=%3$s
        num.partitions=4
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        group.initial.rebalance.delay.ms=0
        """
            .formatted(port, controllerPort(port), home.kafka()));
    Files.writeString(
        logging(home),
        """
        log4j.rootLogger=WARN, out
        log4j.appender.out=org.apache.log4j.ConsoleAppender
        log4j.appender.out.layout=org.apache.log4j.PatternLayout
        log4j.appender.out.layout.ConversionPattern=%d %-5p %c %m%n
        """);
    if (!formatted(home)) {
      format(home);
    }
  }

  /** That of the settings in force; empty where there are none. */
  static OptionalInt port(Home home) throws IOException {
    Path settings = settings(home);
    Matcher port = LISTENS.matcher(Files.exists(settings) ? Files.readString(settings) : "");
    return port.find() ? OptionalInt.of(Integer.parseInt(port.group(1))) : OptionalInt.empty();
  }

  static List<String> command(Home home) throws IOException {
    return java(home, "-Xmx512m", "kafka.Kafka", settings(home).toString());
  }

  /** Whether it answers, as one that has joined its own cluster. */
  static boolean answers(int port) throws IOException, InterruptedException {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                "localhost:" + port,
                "request.timeout.ms",
                2_000,
                "default.api.timeout.ms",
                4_000))) {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException notYet) {
      throw new IOException(notYet.getCause().getMessage(), notYet);
    }
  }

  private static void format(Home home) throws IOException, InterruptedException {
    Path log = home.logs().resolve("kafka-format.out");
    List<String> command = java(home, "-Xmx256m", "kafka.tools.StorageTool", "format");
    command.addAll(List.of("-t", Uuid.randomUuid().toString(), "-c", settings(home).toString()));
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start()
        .waitFor();
    if (!formatted(home)) {
      throw new CommandFailure("Kafka's log was not created, see " + log);
    }
  }

  private static boolean formatted(Home home) {
    return Files.exists(home.kafka().resolve("meta.properties"));
  }

  private static Path settings(Home home) {
    return home.conf().resolve("kafka.properties");
  }

  private static Path logging(Home home) {
    return home.conf().resolve("kafka-log4j.properties");
  }

  private static List<String> java(Home home, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Project.java());
    command.add("-Djava.io.tmpdir=" + home.temporary());
    command.add("-Dlog4j.configuration=" + logging(home).toUri());
    command.addAll(List.of("-cp", Project.kafkaClassPath()));
    command.addAll(List.of(more));
    return command;
  }
}
