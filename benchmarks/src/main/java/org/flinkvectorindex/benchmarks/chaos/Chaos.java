package org.flinkvectorindex.benchmarks.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Place;
import org.flinkvectorindex.console.Project;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.cluster.ClusterSettings;
import org.flinkvectorindex.console.cluster.Member;
import org.flinkvectorindex.console.cluster.Role;
import org.flinkvectorindex.console.job.Client;
import org.flinkvectorindex.console.job.Jobs;
import org.flinkvectorindex.console.job.Submission;

/** A cluster with the job on it, and all that is done to them. */
final class Chaos {
  private static final int TASK_MANAGERS = 2;
  private static final int SLOTS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final int LONGEST_PAUSE_MS = 2_500;

  /** Processes live for seconds here, and what is lost is to be missed at once. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "jobmanager.memory.process.size", "1 gb",
          // Quick to start beats quick in the end: most are killed before their code is compiled.
          "env.java.opts.jobmanager", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
          "env.java.opts.taskmanager", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dfvi.scalar=true",
          // Pauses of a busy machine are no end of a session; a JobManager takes as long to start.
          "high-availability.zookeeper.client.session-timeout", "10 s",
          "high-availability.zookeeper.client.tolerate-suspended-connections", "true",
          "heartbeat.interval", "500 ms",
          // As often as it takes; not before a lost TaskManager is missed, or it fails again.
          "restart-strategy.type", "fixed-delay",
          "restart-strategy.fixed-delay.attempts", "1000000",
          "restart-strategy.fixed-delay.delay", "1500 ms",
          // As what REST says is at most.
          "web.refresh-interval", "200 ms");

  private final Guard guard;
  private final Cluster cluster;
  private final LocalKafka kafka;
  private final LocalRedis redis;
  private final Found found;
  private final Random random;
  private final Consumer<String> progress;
  private String job;
  private int parallelism = 2;
  private int ef = 64;
  private int ended;
  private final List<Act> acts = new ArrayList<>();

  Chaos(
      Guard guard,
      LocalKafka kafka,
      LocalRedis redis,
      Found found,
      Random random,
      Consumer<String> progress) {
    this.guard = guard;
    cluster = guard.cluster();
    this.kafka = kafka;
    this.redis = redis;
    this.found = found;
    this.random = random;
    this.progress = progress;
  }

  void start() throws Exception {
    cluster.start(
        new ClusterSettings(
            TASK_MANAGERS,
            SLOTS,
            "1200 mb",
            SETTINGS,
            // Says the hashes of every shard that a checkpoint takes.
            List.of(
                "logger.shard.name = org.flinkvectorindex.operators.shard.Shard",
                "logger.shard.level = DEBUG")));
    job = submit(Optional.empty());
    awaitCheckpoint();
  }

  String job() {
    return job;
  }

  /** Processes that ended without being killed. */
  int ended() {
    return ended;
  }

  /** What was done so far that the job must have come back from, in order. */
  List<Act> acts() {
    return List.copyOf(acts);
  }

  Cluster cluster() {
    return cluster;
  }

  private String submit(Optional<String> savepoint) throws Exception {
    Path config =
        ChaosJob.write(cluster.home().path().resolve("job.yaml"), kafka, redis, found, ef);
    return new Client(cluster.home())
        .submit(
            new Submission(
                Project.jar(), config, List.of(), OptionalInt.of(parallelism), savepoint, false));
  }

  /**
   * A checkpoint that began later than now is complete: every task took part in it, so whatever was
   * done to the job before is behind it.
   */
  void awaitCheckpoint() throws Exception {
    Instant since = Instant.now();
    Jobs jobs = new Jobs(cluster.rest());
    try {
      Await.until(
          "a checkpoint of the running job",
          PATIENCE,
          () -> {
            if (startMissing() > 0) {
              ended++;
              progress.accept("a process ended by itself");
            }
            try {
              Optional<String> state = jobs.state(job);
              if (state.filter("FAILED"::equals).isPresent()) {
                throw new CommandFailure(
                    "the job has failed for good: "
                        + jobs.failure(job).map(Jobs::firstLines).orElse("?"));
              }
              return state.filter("RUNNING"::equals).isPresent()
                  && jobs.checkpointed(job).filter(since::isBefore).isPresent();
            } catch (IOException notYet) {
              return false; // The JobManager is on its way back.
            }
          });
    } catch (TimeoutException e) {
      throw new CommandFailure(
          "%s; the job is %s, its last failure: %s"
              .formatted(
                  e.getMessage(),
                  jobs.state(job).orElse("unknown"),
                  jobs.failure(job).map(Jobs::firstLines).orElse("none")),
          e);
    }
  }

  /** At a moment that nobody chose; kill −9 of a TaskManager, of the JobManager, or of both. */
  void kill() throws Exception {
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MS)).toNanos());
    int which = random.nextInt(10);
    List<Member> killed = new ArrayList<>();
    boolean held = which >= 7; // A JobManager's job always begins again.
    if (which < 8) {
      List<Member> busy = busy();
      held |= !busy.isEmpty();
      List<Member> some = busy.isEmpty() ? cluster.members(Role.TASKMANAGER) : busy;
      killed.add(some.get(random.nextInt(some.size())));
    }
    if (which >= 7) {
      killed.add(cluster.members(Role.JOBMANAGER).get(0));
    }
    Instant from = Instant.now();
    for (Member member : killed) {
      kill(member);
    }
    startMissing();
    awaitCheckpoint();
    if (held) {
      done("kill -9 " + killed.stream().map(Member::name).toList(), from, Optional.empty());
    }
  }

  private void done(String what, Instant from, Optional<String> comesBack) {
    acts.add(new Act(what, from, Instant.now(), comesBack));
  }

  /** As Kubernetes would. Returns how many. */
  private int startMissing() throws IOException {
    guard.requireGoing();
    int started = 0;
    for (Role role : List.of(Role.JOBMANAGER, Role.TASKMANAGER)) {
      int wanted = role == Role.JOBMANAGER ? 1 : TASK_MANAGERS;
      for (int has = cluster.members(role).size(); has < wanted; has++, started++) {
        cluster.start(role);
      }
    }
    return started;
  }

  /** TaskManagers that have tasks: the job does not notice the loss of another. */
  private List<Member> busy() throws Exception {
    Set<String> names = new HashSet<>();
    for (JsonNode vertex : cluster.rest().get("/jobs/" + job).path("vertices")) {
      String path = "/jobs/%s/vertices/%s".formatted(job, vertex.path("id").asText());
      for (JsonNode subtask : cluster.rest().get(path).path("subtasks")) {
        if (subtask.path("status").asText().equals("RUNNING")) {
          names.add(subtask.path("taskmanager-id").asText());
        }
      }
    }
    return cluster.members(Role.TASKMANAGER).stream()
        .filter(member -> names.contains(member.name()))
        .toList();
  }

  private void kill(Member member) throws InterruptedException {
    progress.accept("kill -9 " + member.name());
    member.kill();
  }

  void restartKafka() throws Exception {
    progress.accept("Kafka restarts");
    kafka.stop();
    kafka.start();
    awaitCheckpoint();
  }

  void restartRedis() throws Exception {
    progress.accept("Redis restarts");
    redis.stop();
    redis.start();
    awaitCheckpoint();
  }

  /** Another parallelism. */
  void rescale() throws Exception {
    int before = parallelism;
    while (parallelism == before) {
      parallelism = 1 + random.nextInt(TASK_MANAGERS * SLOTS);
    }
    progress.accept("rescales from %d to %d".formatted(before, parallelism));
    restartFromSavepoint("rescale to " + parallelism, Jobs.Format.CANONICAL);
  }

  /** Another configuration, by a savepoint as RocksDB has it. */
  void upgrade() throws Exception {
    ef += 4;
    progress.accept("upgrades to ef " + ef);
    restartFromSavepoint("upgrade to ef " + ef, Jobs.Format.NATIVE);
  }

  private void restartFromSavepoint(String what, Jobs.Format format) throws Exception {
    Instant from = Instant.now();
    String savepoint = stop(format);
    job = submit(Optional.of(savepoint));
    awaitCheckpoint();
    done(what, from, Optional.of(job));
  }

  /** With a savepoint; a job that just restarts can't, and is asked again. */
  String stop(Jobs.Format format) throws Exception {
    Jobs jobs = new Jobs(cluster.rest());
    for (int attempt = 1; ; attempt++) {
      try {
        return jobs.stop(job, Place.of(cluster.home().savepoints()), format);
      } catch (CommandFailure | IOException e) {
        if (attempt == 3) {
          throw e;
        }
        progress.accept("not stopped: " + e.getMessage());
        awaitCheckpoint();
      }
    }
  }
}
