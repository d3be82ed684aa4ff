package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.cluster.Rest;

/** Looks at a job until all of its history is read, and says how far it is. */
final class HistoryWatch {
  private static final long BETWEEN_LOOKS_SECONDS = 2;

  private final Rest rest;
  private final Jobs jobs;
  private final String job;
  private final Consumer<String> progress;
  private final Await.Condition ended;
  private String said = "";

  HistoryWatch(Rest rest, String job, Consumer<String> progress) {
    this.rest = rest;
    this.jobs = new Jobs(rest);
    this.job = job;
    this.progress = progress;
    this.ended = jobs.end(job);
  }

  /**
   * @param patience for a JobManager that is away, and comes back with its jobs
   * @throws CommandFailure if the job has ended
   * @throws TimeoutException if nobody answers for that long
   */
  void await(Duration patience) throws Exception {
    boolean[] read = {false};
    while (true) {
      Await.until(
          "an answer of Flink",
          patience,
          () -> {
            read[0] = look();
            return true;
          });
      if (read[0]) {
        return;
      }
      TimeUnit.SECONDS.sleep(BETWEEN_LOOKS_SECONDS);
    }
  }

  private boolean look() throws Exception {
    if (ended.holds()) {
      throw new CommandFailure(
          "the job has ended: "
              + jobs.failure(job).map(Jobs::firstLines).orElse(jobs.state(job).orElse("gone")));
    }
    for (ObjectNode line : new LiveStatus(rest, job).lines()) {
      if (line.path("op").asText().equals("backfill")) {
        say(StatusCommand.text(line));
        if (line.path("done").asBoolean()) {
          return true;
        }
      }
    }
    return false;
  }

  private void say(String text) {
    if (!text.equals(said)) {
      progress.accept(text);
      said = text;
    }
  }
}
