package org.flinkvectorindex.console.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.RestOptions;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;

/**
 * A standalone Flink cluster of processes of their own on this machine: ZooKeeper, a JobManager,
 * TaskManagers; beside it, where asked for, a Kafka and a Redis. They outlive the command that
 * starts them; nobody but a later command restarts or stops them, and it knows them by what {@link
 * Member#note} wrote.
 */
public final class Cluster {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ATTEMPTS = 5;
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Home home;

  public Cluster(Home home) {
    this.home = home;
  }

  public Home home() {
    return home;
  }

  /**
   * Starts what does not run yet and waits until the TaskManagers are known to the JobManager. A
   * cluster that runs keeps its settings, and gets TaskManagers as far as it has fewer. Jobs that
   * ran when it was stopped come back.
   */
  public void start(ClusterSettings settings) throws Exception {
    if (runs()) {
      startMissing(settings);
    } else {
      start(settings, ATTEMPTS);
    }
  }

  /**
   * The same with a Kafka and a Redis beside it, which are there before its jobs come back. What is
   * refused is so before anything starts, and neither stays where the start fails.
   *
   * @param kafka port of the broker; 0 for none
   * @param redis port of the cache; 0 for none
   * @throws CommandFailure if something else has a port, or one that runs here has another
   */
  void start(ClusterSettings settings, int kafka, int redis) throws Exception {
    if (kafka != 0) {
      requireKafka(kafka);
    }
    if (redis != 0) {
      requireRedis(redis, kafka);
    }
    if (!runs()) {
      write(settings);
    }
    List<Member> before = members();
    try {
      if (kafka != 0) {
        startKafka(kafka);
      }
      if (redis != 0) {
        startRedis(redis);
      }
      start(settings);
    } catch (Exception e) {
      List<Role> begun = new ArrayList<>(List.of(Role.KAFKA, Role.REDIS));
      before.forEach(member -> begun.remove(member.role()));
      undo(begun, e);
      throw e;
    }
  }

  /** Stops what a start that failed has begun, so that the next one begins anew. */
  private void undo(List<Role> begun, Exception failure) {
    try {
      stop(begun);
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** Or some of it does. */
  boolean runs() throws IOException {
    return members().stream().anyMatch(member -> Role.FLINK.contains(member.role()));
  }

  /** Ports are free when they are chosen; where another takes one first, others are chosen. */
  private void start(ClusterSettings settings, int attempts) throws Exception {
    for (int left = attempts; ; left--) {
      write(settings);
      try {
        startMissing(settings);
        return;
      } catch (Exception e) {
        List<Role> begun = List.of(Role.TASKMANAGER, Role.JOBMANAGER, Role.ZOOKEEPER);
        if (left == 1 || !(e instanceof CommandFailure) || !portTaken()) {
          // Else the next start would take it for a cluster that runs, and keep these settings.
          undo(begun, e);
          throw e;
        }
        stop(begun);
      }
    }
  }

  /** Sizes that don't fit are refused before anything starts. */
  private void write(ClusterSettings settings) throws IOException {
    home.create();
    settings.write(home);
    for (Role role : List.of(Role.TASKMANAGER, Role.JOBMANAGER)) {
      command(role, role.prefix());
    }
  }

  private void startMissing(ClusterSettings settings) throws Exception {
    for (Role role : List.of(Role.ZOOKEEPER, Role.JOBMANAGER)) {
      if (members(role).isEmpty()) {
        start(role);
      }
    }
    while (members(Role.TASKMANAGER).size() < settings.taskManagers()) {
      start(Role.TASKMANAGER);
    }
    awaitTaskManagers(settings.taskManagers());
  }

  private void requireKafka(int port) throws IOException {
    if (members(Role.KAFKA).isEmpty()) {
      requireFree("--kafka", port, port);
      requireFree("--kafka", port, KafkaServer.controllerPort(port));
    } else {
      requireSame("--kafka", port, KafkaServer.port(home));
    }
  }

  private void requireRedis(int port, int kafka) throws IOException {
    if (!members(Role.REDIS).isEmpty()) {
      requireSame("--redis", port, RedisServer.port(home));
    } else if (kafka != 0 && (port == kafka || port == KafkaServer.controllerPort(kafka))) {
      throw new CommandFailure(
          "--redis is %d, which is one of the two ports of --kafka %d".formatted(port, kafka));
    } else {
      requireFree("--redis", port, port);
    }
  }

  private static void requireSame(String option, int wanted, OptionalInt has) {
    if (has.isPresent() && has.getAsInt() != wanted) {
      throw new CommandFailure(
          "%s is %d, and the one that runs here has port %d: bin/cluster stop comes first, or say %s %d"
              .formatted(option, wanted, has.getAsInt(), option, has.getAsInt()));
    }
  }

  /** A Kafka broker on that port of localhost, unless one runs here, with what it held before. */
  private void startKafka(int port) throws Exception {
    if (members(Role.KAFKA).isEmpty()) {
      home.create();
      KafkaServer.prepare(home, port);
      start(Role.KAFKA);
    }
    awaitAnswers(Role.KAFKA, () -> KafkaServer.answers(port));
  }

  /** The same of a Redis. */
  private void startRedis(int port) throws Exception {
    if (members(Role.REDIS).isEmpty()) {
      home.create();
      RedisServer.prepare(home, port);
      start(Role.REDIS);
    }
    awaitAnswers(Role.REDIS, () -> RedisServer.answers(port));
  }

  private static void requireFree(String option, int wanted, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
    } catch (IOException taken) {
      throw new CommandFailure(
          "%s needs port %d of localhost, and something else has it: use that one as it is (%s 0), end it, or say another, such as %s %d"
              .formatted(option, port, option, option, wanted + 10_000),
          taken);
    }
  }

  private void awaitAnswers(Role role, Await.Condition answers) throws Exception {
    Await.until(
        "an answer of %s (logs: %s)".formatted(role.prefix(), home.logs()),
        PATIENCE,
        () -> {
          requireAlive(role);
          return answers.holds();
        });
  }

  /** In good order; jobs are left to come back at the next start. */
  public void stop() throws Exception {
    stop(List.of(Role.TASKMANAGER, Role.JOBMANAGER, Role.ZOOKEEPER, Role.KAFKA, Role.REDIS));
  }

  private void stop(List<Role> roles) throws Exception {
    for (Role role : roles) {
      for (Member member : members(role)) {
        member.process().destroy();
      }
      for (Member member : members(role)) {
        member.stop();
      }
    }
    try (Stream<Path> noted = Files.exists(home.pids()) ? Files.list(home.pids()) : Stream.of()) {
      for (Path file : noted.toList()) {
        if (Member.noted(file).isEmpty()) {
          Files.delete(file);
        }
      }
    }
  }

  /** One more process, under a name that no process here has had before. */
  public Member start(Role role) throws IOException {
    String name = role.prefix() + "-" + (last(role) + 1);
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString()); // Ctrl-C in the terminal is not for it.
    }
    command.addAll(command(role, name));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(home.logs().resolve(name + ".out").toFile());
    builder.environment().put("FLINK_CONF_DIR", home.conf().toString());
    Member member = new Member(name, role, builder.start().toHandle());
    member.note(home);
    return member;
  }

  /**
   * @throws CommandFailure in Flink's words if it can't be started with its settings
   */
  private List<String> command(Role role, String name) throws IOException {
    Configuration settings =
        Role.FLINK.contains(role)
            ? GlobalConfiguration.loadConfiguration(home.conf().toString())
            : new Configuration();
    try {
      return role.command(name, home, settings);
    } catch (IllegalConfigurationException e) {
      Throwable cause = e;
      while (cause instanceof IllegalConfigurationException && cause.getCause() != null) {
        cause = cause.getCause(); // Which value can't be read is said by the last only.
      }
      String more = cause instanceof IllegalConfigurationException ? "" : " " + cause.getMessage();
      throw new CommandFailure(
          "settings that no %s can have: %s%s".formatted(role.prefix(), e.getMessage(), more), e);
    }
  }

  /** Files of logs are counted, not pids: these are gone after a stop. */
  private int last(Role role) throws IOException {
    try (Stream<Path> logs = Files.list(home.logs())) {
      return logs.map(log -> log.getFileName().toString())
          .filter(log -> log.matches(role.prefix() + "-\\d+\\.out"))
          .mapToInt(log -> Integer.parseInt(log.replaceAll("\\D", "")))
          .max()
          .orElse(0);
    }
  }

  /** All that run. */
  public List<Member> members() throws IOException {
    List<Member> members = new ArrayList<>();
    if (!Files.exists(home.pids())) {
      return members;
    }
    try (Stream<Path> noted = Files.list(home.pids())) {
      for (Path file : noted.sorted().toList()) {
        Optional<Member> member = Member.noted(file);
        member.ifPresent(members::add);
      }
    }
    return members;
  }

  public List<Member> members(Role role) throws IOException {
    return members().stream().filter(member -> member.role() == role).toList();
  }

  /**
   * @throws CommandFailure if no cluster runs here
   */
  public Rest rest() throws IOException {
    if (members(Role.JOBMANAGER).isEmpty()) {
      throw new CommandFailure(
          runs()
              ? "the JobManager of the cluster in %s is gone: bin/cluster start"
                  .formatted(home.path())
              : "no cluster runs in %s: bin/cluster start".formatted(home.path()));
    }
    return new Rest(address());
  }

  /**
   * All that there are, which a job takes that is told no parallelism; empty where a setting tells
   * it another, or none is known.
   */
  public OptionalInt slots() throws IOException, InterruptedException {
    int slots = rest().get("/overview").path("slots-total").asInt();
    return slots == 0
            || Wanted.before(home).more().containsKey(CoreOptions.DEFAULT_PARALLELISM.key())
        ? OptionalInt.empty()
        : OptionalInt.of(slots);
  }

  /** Of the web interface and of REST. */
  public URI address() {
    Configuration settings = GlobalConfiguration.loadConfiguration(home.conf().toString());
    return URI.create(
        "http://%s:%d"
            .formatted(settings.get(RestOptions.ADDRESS), settings.get(RestOptions.PORT)));
  }

  /** Until the JobManager knows so many. */
  public void awaitTaskManagers(int count) throws Exception {
    Rest rest = new Rest(address());
    Await.until(
        "a cluster with %d TaskManagers (logs: %s)".formatted(count, home.logs()),
        PATIENCE,
        () -> {
          requireAlive();
          try {
            return rest.get("/overview").path("taskmanagers").asInt(0) >= count && isOurs(rest);
          } catch (IOException notYet) {
            return false;
          }
        });
  }

  /** Another cluster may have been quicker to take the port. */
  private boolean isOurs(Rest rest) throws IOException, InterruptedException {
    String ours =
        GlobalConfiguration.loadConfiguration(home.conf().toString())
            .get(HighAvailabilityOptions.HA_CLUSTER_ID);
    for (JsonNode each : rest.get("/jobmanager/config")) {
      if (each.path("key").asText().equals(HighAvailabilityOptions.HA_CLUSTER_ID.key())) {
        return each.path("value").asText().equals(ours);
      }
    }
    return false;
  }

  private void requireAlive() throws IOException {
    for (Role role : Role.FLINK) {
      requireAlive(role);
    }
  }

  private void requireAlive(Role role) throws IOException {
    if (members(role).isEmpty()) {
      throw new CommandFailure("the %s has ended, see %s".formatted(role.prefix(), home.logs()));
    }
  }

  /** Whether a process has ended since it could not listen where it was told to. */
  private boolean portTaken() throws IOException {
    for (Role role : Role.FLINK) {
      Path log = home.logs().resolve(role.prefix() + "-" + last(role) + ".log");
      if (members(role).isEmpty() && Files.exists(log)) {
        try (Stream<String> lines = Files.lines(log)) {
          if (lines.anyMatch(line -> line.contains(BindException.class.getName()))) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
