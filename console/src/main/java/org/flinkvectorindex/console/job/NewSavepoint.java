package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.runtime.rest.messages.TriggerId;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Place;
import org.flinkvectorindex.console.cluster.Rest;

/**
 * A savepoint that is asked for and waited for, by a request whose number is known before, so that
 * an answer that is lost loses nothing. Where the JobManager that was asked is lost itself, the job
 * tells what came of it. Where a task declines it, it is asked for again, a few times.
 */
final class NewSavepoint {
  static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration END = Duration.ofMinutes(2);
  private static final int ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Rest rest;
  private final Jobs jobs;
  private final String job;
  private final String folder;
  private final Set<Path> before;
  private final Consumer<String> progress;

  /** Why nobody said that the request arrived; empty if one did. */
  private String unanswered = "";

  /**
   * @param folder that the savepoint is made below, as Flink is told it
   * @param progress is told where it is asked for again
   */
  NewSavepoint(Rest rest, String job, String folder, Consumer<String> progress) throws IOException {
    this.rest = rest;
    this.jobs = new Jobs(rest);
    this.job = job;
    this.folder = folder;
    this.progress = progress;
    this.before = new HashSet<>(complete());
  }

  /** The job goes on. */
  String make(Jobs.Format format, Duration patience, Consumer<String> late) throws Exception {
    ObjectNode wanted = asked(format);
    wanted.put("target-directory", folder);
    wanted.put("cancel-job", false);
    return completed("/jobs/" + job + "/savepoints", wanted, patience, late)
        .orElseThrow(() -> new CommandFailure(lost()));
  }

  /**
   * Ends the job with it: what is exactly once is committed, and nothing comes after.
   *
   * @param late is told, once more after each {@code patience}, that Flink is still at it or at the
   *     job's end; may throw, which stops nothing but the waiting
   * @throws CommandFailure which names the savepoint if there is one
   */
  String stop(Jobs.Format format, Duration patience, Consumer<String> late) throws Exception {
    ObjectNode wanted = asked(format);
    wanted.put("targetDirectory", folder);
    wanted.put("drain", false);
    Optional<String> path = completed("/jobs/" + job + "/stop", wanted, patience, late);
    if (path.isEmpty()) {
      return found();
    }
    awaitEnd(path.get(), patience, late);
    return path.get();
  }

  /**
   * The savepoint is there, so it stays what the job ends with, however long tasks take; unless a
   * JobManager that was lost has brought the job back.
   */
  private void awaitEnd(String path, Duration patience, Consumer<String> late) throws Exception {
    Await.Condition ended = jobs.end(job);
    boolean ran = false;
    while (true) {
      try {
        Await.until("the job's end", patience, ended);
        return;
      } catch (TimeoutException e) {
        String state = stateNow();
        boolean runs = state.equals("RUNNING");
        if (ran && runs) {
          throw new CommandFailure(
              "%s: job %s goes on (%s), though its savepoint is complete: %s. What it does from then on is not in that: try again"
                  .formatted(e.getMessage(), job, state, path));
        }
        ran = runs;
        late.accept(
            "%s. Its savepoint is complete: %s. Flink still ends job %s (%s)"
                .formatted(e.getMessage(), path, job, state));
      }
    }
  }

  /** For messages, which have to be given whether or not anybody answers. */
  private String stateNow() throws InterruptedException {
    try {
      return jobs.state(job).orElse("unknown");
    } catch (IOException away) {
      return "unknown";
    }
  }

  private ObjectNode asked(Jobs.Format format) {
    return new ObjectMapper().createObjectNode().put("formatType", format.name());
  }

  /** Its path; empty where nobody knows of the request. */
  private Optional<String> completed(
      String path, ObjectNode wanted, Duration patience, Consumer<String> late) throws Exception {
    for (int attempt = 1; ; attempt++) {
      Optional<JsonNode> operation = operation(path, wanted, patience, late);
      if (operation.isEmpty() || !operation.get().has("failure-cause")) {
        return operation.map(made -> made.path("location").asText());
      }
      String trace = operation.get().path("failure-cause").path("stack-trace").asText();
      Optional<Decline> declined = Decline.of(trace);
      if (declined.isEmpty() || attempt == ATTEMPTS) {
        throw new CommandFailure(
            "the savepoint failed, and job %s was not stopped by it (%s): %s%s"
                .formatted(
                    job,
                    stateNow(),
                    Jobs.firstLines(trace),
                    declined.isEmpty()
                        ? ""
                        : "%nA task declined it each of %d times, as those do that begin or end: try again once all of them run"
                            .formatted(attempt)));
      }
      progress.accept(
          "A task declined the savepoint, as those do that begin or end (%s). Asking again, %d of %d …"
              .formatted(declined.get().reason(), attempt + 1, ATTEMPTS));
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** What came of one request; empty where nobody knows of it. */
  private Optional<JsonNode> operation(
      String path, ObjectNode wanted, Duration patience, Consumer<String> late) throws Exception {
    String request = new TriggerId().toString();
    unanswered = "";
    try {
      rest.post(path, wanted.put("triggerId", request));
    } catch (IOException perhapsArrived) {
      unanswered = " (%s)".formatted(perhapsArrived.getMessage());
    }
    JsonNode[] answer = new JsonNode[1];
    Await.Condition done =
        () -> {
          answer[0] = rest.get("/jobs/" + job + "/savepoints/" + request);
          return answer[0].isMissingNode()
              || answer[0].path("status").path("id").asText().equals("COMPLETED");
        };
    for (boolean open = true; open; ) {
      try {
        Await.until("the savepoint", patience, done);
        open = false;
      } catch (TimeoutException e) {
        late.accept(
            "%s. Flink is still at it%s: %s"
                .formatted(
                    e.getMessage(),
                    path.endsWith("/stop") ? ", and stops job " + job + " when it is complete" : "",
                    place()));
      }
    }
    return answer[0].isMissingNode() ? Optional.empty() : Optional.of(answer[0].path("operation"));
  }

  /** After the JobManager that was asked: a job that ended has its savepoint in the folder. */
  private String found() throws Exception {
    Await.Condition ended = jobs.end(job);
    try {
      Await.until(
          "what came of job " + job, END, () -> jobs.state(job).isPresent() || ended.holds());
    } catch (TimeoutException e) {
      throw new CommandFailure("%s: %s. %s".formatted(lost(), e.getMessage(), onTheWay()), e);
    }
    Optional<String> state = jobs.state(job);
    if (state.isPresent() && !jobs.ended(job)) {
      throw new CommandFailure(
          "%s; job %s goes on (%s): try again".formatted(lost(), job, state.get()));
    }
    List<Path> made = complete();
    made.removeAll(before);
    if (made.size() == 1 && state.map("FINISHED"::equals).orElse(true)) {
      return Place.of(made.get(0));
    }
    throw new CommandFailure(
        "%s, and job %s has ended (%s); %s"
            .formatted(
                lost(),
                job,
                state.orElse("it is not known any more"),
                made.isEmpty()
                    ? "there is no new savepoint like %s; its checkpoints may be left"
                        .formatted(place())
                    : "complete: " + made));
  }

  /** What one who leaves must know. */
  String onTheWay() {
    return "Job %s was asked to stop with a savepoint and does so when it is complete: %s; bin/submit --from-savepoint goes on from there"
        .formatted(job, place());
  }

  private String lost() {
    return "the JobManager no longer knows of the savepoint that it was asked for" + unanswered;
  }

  /** Who does not stay; Flink does. */
  static void giveUp(String late) {
    throw new CommandFailure(late);
  }

  /** Those on this machine that have their description, which is written last. */
  private List<Path> complete() throws IOException {
    Path here = Path.of(folder.replaceFirst("^file:/+", "/"));
    if (!Files.isDirectory(here)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(here)) {
      return all.filter(each -> each.getFileName().toString().startsWith(prefix()))
          .filter(each -> Files.exists(each.resolve("_metadata")))
          .collect(Collectors.toList());
    }
  }

  /** How the savepoint will be called. */
  private String place() {
    return "%s/%s…".formatted(folder, prefix());
  }

  private String prefix() {
    return "savepoint-%s-".formatted(job.substring(0, Math.min(6, job.length())));
  }
}
