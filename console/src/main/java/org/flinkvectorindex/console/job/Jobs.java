package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.cluster.Rest;

/** The jobs of a cluster, by what Flink's REST interface says. */
public final class Jobs {
  private static final Set<String> ENDED = Set.of("FAILED", "CANCELED", "FINISHED", "SUSPENDED");

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

  /**
   * The id of a job that runs.
   *
   * @param named its id, or its name where no other has it
   */
  public String find(String named) throws IOException, InterruptedException {
    List<String> found = new ArrayList<>();
    for (JsonNode job : rest.get("/jobs/overview").path("jobs")) {
      String id = job.path("jid").asText();
      boolean meant = id.equals(named) || job.path("name").asText().equals(named);
      if (meant && !ENDED.contains(job.path("state").asText())) {
        found.add(id);
      }
    }
    return switch (found.size()) {
      case 0 -> throw new CommandFailure("no job %s runs: bin/cluster status".formatted(named));
      case 1 -> found.get(0);
      default ->
          throw new CommandFailure(
              "%d jobs are called %s: give the id".formatted(found.size(), named));
    };
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

  /** Asks for a checkpoint now; nobody is waited for. */
  public void checkpoint(String job) throws IOException, InterruptedException {
    rest.post("/jobs/" + job + "/checkpoints", new ObjectMapper().createObjectNode());
  }

  /** When the last checkpoint that is complete began; empty where this run of it has none. */
  public Optional<Instant> checkpointed(String job) throws IOException, InterruptedException {
    JsonNode last = rest.get("/jobs/" + job + "/checkpoints").path("latest").path("completed");
    return last.has("trigger_timestamp")
        ? Optional.of(Instant.ofEpochMilli(last.path("trigger_timestamp").asLong()))
        : Optional.empty();
  }

  /** Makes a savepoint; the job goes on. */
  public String savepoint(String job, Path folder, Format format) throws Exception {
    ObjectNode wanted = new ObjectMapper().createObjectNode();
    wanted.put("target-directory", folder.toUri().toString());
    wanted.put("cancel-job", false);
    wanted.put("formatType", format.name());
    return completed(job, "/jobs/" + job + "/savepoints", wanted);
  }

  /**
   * Makes a savepoint and ends the job with it: what is exactly once is committed, and nothing
   * comes after.
   */
  public String stop(String job, Path folder, Format format) throws Exception {
    ObjectNode wanted = new ObjectMapper().createObjectNode();
    wanted.put("targetDirectory", folder.toUri().toString());
    wanted.put("drain", false);
    wanted.put("formatType", format.name());
    String path = completed(job, "/jobs/" + job + "/stop", wanted);
    try {
      Await.until("the job's end", Duration.ofMinutes(2), () -> ended(job));
    } catch (TimeoutException e) {
      throw new CommandFailure("%s; its savepoint is %s".formatted(e.getMessage(), path), e);
    }
    return path;
  }

  private String completed(String job, String path, ObjectNode wanted) throws Exception {
    String request = rest.post(path, wanted).path("request-id").asText();
    JsonNode[] answer = new JsonNode[1];
    Await.until(
        "the savepoint",
        Duration.ofMinutes(10),
        () -> {
          answer[0] = rest.get("/jobs/" + job + "/savepoints/" + request);
          if (answer[0].isMissingNode()) {
            throw new CommandFailure("the JobManager no longer knows of the savepoint asked for");
          }
          return answer[0].path("status").path("id").asText().equals("COMPLETED");
        });
    JsonNode operation = answer[0].path("operation");
    if (operation.has("failure-cause")) {
      throw new CommandFailure(
          "the savepoint failed: "
              + firstLines(operation.path("failure-cause").path("stack-trace").asText()));
    }
    return operation.path("location").asText();
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

  public void cancel(String job) throws Exception {
    rest.patch("/jobs/" + job + "?mode=cancel");
    Await.until("the job's end", Duration.ofMinutes(2), () -> ended(job));
  }
}
