package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Steady;
import org.flinkvectorindex.console.cluster.Rest;

/** The jobs of a cluster, by what Flink's REST interface says. */
public final class Jobs {
  private static final Set<String> ENDED = Set.of("FAILED", "CANCELED", "FINISHED", "SUSPENDED");

  /** After which a JobManager that is back and answers has found its jobs. */
  static final Duration SETTLED = Duration.ofSeconds(5);

  private final Rest rest;

  public Jobs(Rest rest) {
    this.rest = rest;
  }

  /** How a savepoint is written. */
  public enum Format {
    /** The same for every state backend: needed where that changes. */
    CANONICAL,
    /** As RocksDB has it: written and restored in a third of the time. */
    NATIVE
  }

  /** One of the cluster's, in a state as Flink calls it. */
  record Listed(String id, String name, String state) {
    boolean ended() {
      return ENDED.contains(state);
    }
  }

  /**
   * All that Flink knows of, those that ended lately included.
   *
   * @throws IOException if nobody answers, or another than Flink
   */
  List<Listed> all() throws IOException, InterruptedException {
    JsonNode overview = rest.get("/jobs/overview");
    if (overview.isMissingNode()) {
      throw new IOException("no Flink at " + rest.address());
    }
    List<Listed> all = new ArrayList<>();
    for (JsonNode job : overview.path("jobs")) {
      all.add(
          new Listed(
              job.path("jid").asText(), job.path("name").asText(), job.path("state").asText()));
    }
    return all;
  }

  /**
   * The id of a job that runs.
   *
   * @param named its id, or its name where no other has it
   */
  public String find(String named) throws IOException, InterruptedException {
    List<Listed> found =
        all().stream()
            .filter(job -> !job.ended() && (job.id().equals(named) || job.name().equals(named)))
            .toList();
    return switch (found.size()) {
      case 0 -> throw new CommandFailure("no job %s runs: bin/cluster status".formatted(named));
      case 1 -> found.get(0).id();
      default ->
          throw new CommandFailure(
              "%d jobs are called %s: give the id".formatted(found.size(), named));
    };
  }

  /** What a job is called; its id where Flink does not know it. */
  String name(String job) throws IOException, InterruptedException {
    return all().stream()
        .filter(each -> each.id().equals(job))
        .map(Listed::name)
        .findFirst()
        .orElse(job);
  }

  /**
   * Refuses to begin a second job of a name: both would answer every question, and end each other's
   * transactions, which are known by the name.
   *
   * @param but the one that is to be replaced; empty for none
   */
  void requireNone(String name, String but) throws IOException, InterruptedException {
    for (Listed job : all()) {
      if (!job.ended() && job.name().equals(name) && !job.id().equals(but)) {
        throw new CommandFailure(
            ("job %s of the name %s runs (%s), and two would answer every question twice. To replace"
                    + " it with its state: bin/upgrade; to give it history: bin/backfill --into; to"
                    + " stop it first: bin/savepoint. A job beside it needs another `name`.")
                .formatted(job.id(), name, job.state()));
      }
    }
  }

  /** Which parallelism it runs with; empty where that is not known. */
  OptionalInt parallelism(String job) throws IOException, InterruptedException {
    int configured =
        rest.get("/jobs/" + job + "/config")
            .path("execution-config")
            .path("job-parallelism")
            .asInt();
    return configured > 0 ? OptionalInt.of(configured) : OptionalInt.empty();
  }

  /** Where its last complete checkpoint or savepoint is; empty where this run of it has none. */
  Optional<String> lastCheckpoint(String job) throws IOException, InterruptedException {
    JsonNode latest = rest.get("/jobs/" + job + "/checkpoints").path("latest").path("completed");
    return Optional.ofNullable(latest.path("external_path").textValue());
  }

  /** As Flink calls it; empty where it knows no such job. */
  public Optional<String> state(String job) throws IOException, InterruptedException {
    return Optional.ofNullable(rest.get("/jobs/" + job + "/status").path("status").textValue());
  }

  /**
   * Whether every task of it runs, but for those whose input was read to its end. The overview is
   * asked, since what Flink says of a single job may be three seconds old.
   */
  public boolean runs(String job) throws IOException, InterruptedException {
    for (JsonNode each : rest.get("/jobs/overview").path("jobs")) {
      if (each.path("jid").asText().equals(job)) {
        JsonNode tasks = each.path("tasks");
        int running = tasks.path("running").asInt() + tasks.path("finished").asInt();
        return each.path("state").asText().equals("RUNNING")
            && running == tasks.path("total").asInt();
      }
    }
    return false;
  }

  public boolean ended(String job) throws IOException, InterruptedException {
    return state(job).map(ENDED::contains).orElse(true);
  }

  /**
   * Whether it has ended, to be asked again and again: one that Flink does not know any more has so
   * once it says that for a while.
   */
  public Await.Condition end(String job) {
    Steady gone = new Steady(SETTLED);
    return () ->
        gone.holds(() -> state(job).isEmpty()) || state(job).map(ENDED::contains).orElse(false);
  }

  /** What made it fail last; empty where nothing did. */
  public Optional<String> failure(String job) throws IOException, InterruptedException {
    JsonNode exceptions = rest.get("/jobs/" + job + "/exceptions");
    JsonNode last = exceptions.path("exceptionHistory").path("entries").path(0);
    return Optional.ofNullable(last.path("stacktrace").textValue());
  }

  /** Number of the last complete checkpoint of this run of it, 0 where there is none. */
  public long checkpoints(String job) throws IOException, InterruptedException {
    return rest.get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asLong();
  }

  /** Whether this run of it has a complete checkpoint, or one on its way. */
  public boolean beginsCheckpoints(String job) throws IOException, InterruptedException {
    JsonNode counts = rest.get("/jobs/" + job + "/checkpoints").path("counts");
    return counts.path("completed").asLong() + counts.path("in_progress").asLong() > 0;
  }

  /** Asks for a checkpoint now; nobody is waited for. */
  public void checkpoint(String job) throws IOException, InterruptedException {
    rest.post("/jobs/" + job + "/checkpoints", new ObjectMapper().createObjectNode());
  }

  /**
   * Asks for a checkpoint, and returns once one is complete that began after this was called.
   * Numbers go on where a JobManager that was lost comes back; what it counts does not.
   *
   * @throws TimeoutException if none is in that time
   * @throws CommandFailure if the job has ended
   */
  public void awaitCheckpoint(String job, Duration patience) throws Exception {
    Await.Condition ended = end(job);
    OptionalLong[] newest = {OptionalLong.empty()};
    Await.until(
        "a checkpoint",
        patience,
        () -> {
          if (ended.holds()) {
            throw new CommandFailure(
                "job %s has ended (%s), and no checkpoint came before"
                    .formatted(job, state(job).orElse("it is not known any more")));
          }
          JsonNode now = rest.get("/jobs/" + job + "/checkpoints");
          if (newest[0].isEmpty() && !now.isMissingNode()) {
            OptionalLong begun = OptionalLong.of(newestCheckpoint(now));
            checkpoint(job);
            newest[0] = begun;
          }
          return newest[0].isPresent()
              && now.path("latest").path("completed").path("id").asLong() > newest[0].getAsLong();
        });
  }

  /** Those on their way, those that failed and the one it was restored from included. */
  private static long newestCheckpoint(JsonNode checkpoints) {
    long newest = 0;
    for (String some : List.of("latest", "history")) {
      for (JsonNode each : checkpoints.path(some)) {
        newest = Math.max(newest, each.path("id").asLong());
      }
    }
    return newest;
  }

  /** When the last checkpoint that is complete began; empty where this run of it has none. */
  public Optional<Instant> checkpointed(String job) throws IOException, InterruptedException {
    JsonNode last = rest.get("/jobs/" + job + "/checkpoints").path("latest").path("completed");
    return last.has("trigger_timestamp")
        ? Optional.of(Instant.ofEpochMilli(last.path("trigger_timestamp").asLong()))
        : Optional.empty();
  }

  /**
   * Makes a savepoint and ends the job with it: what is exactly once is committed, and nothing
   * comes after.
   *
   * @throws CommandFailure if it is not made within ten minutes; the job ends later nevertheless
   */
  public String stop(String job, String folder, Format format) throws Exception {
    return savepoint(job, folder, again -> {})
        .stop(format, NewSavepoint.PATIENCE, NewSavepoint::giveUp);
  }

  /**
   * @param progress is told where it is asked for again
   */
  NewSavepoint savepoint(String job, String folder, Consumer<String> progress) throws IOException {
    return new NewSavepoint(rest, job, folder, progress);
  }

  /** Of a trace: its first line and the causes. */
  public static String firstLines(String trace) {
    StringBuilder lines = new StringBuilder();
    trace
        .lines()
        .filter(line -> !line.startsWith("\t") && !line.isBlank())
        .forEach(line -> lines.append(lines.isEmpty() ? "" : "\n  ").append(line));
    return lines.toString();
  }

  /** Asks Flink to end it; nobody is waited for. */
  void cancel(String job) throws IOException, InterruptedException {
    rest.patch("/jobs/" + job + "?mode=cancel");
  }
}
