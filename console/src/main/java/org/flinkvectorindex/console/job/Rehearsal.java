package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.jobs.rehearsal.RehearsedJob;
import org.flinkvectorindex.jobs.topology.FlinkSettings;

/**
 * Runs the flow of a job that is about to replace another, without its brokers, on TaskManagers
 * that run nothing: they load and compile meanwhile what would else be waited for while no job
 * runs. An upgrade goes on without it, unless it holds slots that the new job may need.
 */
final class Rehearsal {
  static final String MAIN = RehearsedJob.class.getName();

  /** After which it has done what it is for, also where it is slow. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private static final Duration END = Duration.ofSeconds(60);

  private final Cluster cluster;
  private final Jobs jobs;
  private final Consumer<String> progress;

  Rehearsal(Cluster cluster, Jobs jobs, Consumer<String> progress) {
    this.cluster = cluster;
    this.jobs = jobs;
    this.progress = progress;
  }

  /**
   * Ends when its slots are free again.
   *
   * @throws CommandFailure if they are not
   */
  void of(Submission submission) throws Exception {
    String job;
    try {
      int slots = Math.min(idle(), submission.parallelism().orElse(FlinkSettings.MAX_PARALLELISM));
      if (slots == 0
          || submission.options().collections().isEmpty()
          || !knowsIt(submission.jar())) {
        return;
      }
      progress.accept("Rehearsing on idle TaskManagers, slots: %d …".formatted(slots));
      job = new Client(cluster.home()).rehearse(submission.on(slots));
    } catch (CommandFailure | IOException e) {
      progress.accept("Goes on without a rehearsal: " + e.getMessage());
      return;
    }
    try (Interruption hint =
        new Interruption(
            () -> "Nothing was stopped. The rehearsal, job %s, ends.".formatted(job))) {
      awaitEnd(job);
    }
  }

  private void awaitEnd(String job) throws Exception {
    if (!ends(job, LONGEST)) {
      try {
        jobs.cancel(job);
      } catch (IOException away) {
        // It may have ended; else it is told below.
      }
      if (!ends(job, END)) {
        throw new CommandFailure(
            "Nothing was stopped: the rehearsal, job %s, holds slots and does not end. Cancel it and try again."
                .formatted(job));
      }
    }
    jobs.failure(job)
        .ifPresent(why -> progress.accept("The rehearsal failed: " + Jobs.firstLines(why)));
  }

  /**
   * Slots of TaskManagers that run nothing. None where one that runs something has some, since it
   * can't be said which are taken.
   */
  private int idle() throws IOException, InterruptedException {
    int idle = 0;
    for (JsonNode each : cluster.rest().get("/taskmanagers").path("taskmanagers")) {
      int free = each.path("freeSlots").asInt();
      if (free > 0 && free < each.path("slotsNumber").asInt()) {
        return 0;
      }
      idle += free;
    }
    return idle;
  }

  /** Older ones have none. */
  private static boolean knowsIt(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getEntry(MAIN.replace('.', '/') + ".class") != null;
    }
  }

  private boolean ends(String job, Duration patience) throws Exception {
    try {
      Await.until("the rehearsal's end", patience, jobs.end(job));
      return true;
    } catch (TimeoutException longer) {
      return false;
    }
  }
}
