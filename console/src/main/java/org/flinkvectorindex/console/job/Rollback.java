package org.flinkvectorindex.console.job;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Steady;
import org.flinkvectorindex.console.cluster.Cluster;

/**
 * The way back of an upgrade whose job was stopped: the new job ends, also one that nobody heard
 * of, and only then the old jar and configuration go on from the savepoint.
 */
final class Rollback {
  private final Cluster cluster;
  private final Jobs jobs;
  private final Duration patience;
  private final Consumer<String> progress;
  private final Optional<Submission> before;
  private final String name;

  /**
   * @param before what the old job was submitted with
   * @param name of the old job
   */
  Rollback(
      Cluster cluster,
      Duration patience,
      Consumer<String> progress,
      Optional<Submission> before,
      String name)
      throws Exception {
    this.cluster = cluster;
    this.jobs = new Jobs(cluster.rest());
    this.patience = patience;
    this.progress = progress;
    this.before = before;
    this.name = name;
  }

  /** What to tell the user; it always names the savepoint. */
  CommandFailure from(String failed, String savepoint, Exception why) {
    progress.accept("It failed: " + why.getMessage());
    String step = "job %s could not be ended".formatted(failed);
    try {
      end(jobs, name, failed, patience);
      if (before.isEmpty()) {
        return new CommandFailure(
            "%s%nThe old job was not started by bin/submit, so it can't be started again here; its state: %s"
                .formatted(why.getMessage(), savepoint),
            why);
      }
      progress.accept("Going back to the old jar and configuration …");
      Submission old = before.get().from(savepoint);
      try (HeldSubmission again = new Client(cluster.home()).hold(old)) {
        step = "the old jar refuses its configuration";
        again.awaitReady();
        step = "job %s did not start".formatted(again.job());
        new Ledger(cluster.home()).enter(again.job(), old);
        again.submit(savepoint);
        Await.until("the old job with every task running", patience, () -> jobs.runs(again.job()));
        return new CommandFailure(
            "%s%nRolled back: the old jar and configuration run as job %s, from %s"
                .formatted(why.getMessage(), again.job(), savepoint),
            why);
      }
    } catch (Exception e) {
      CommandFailure both =
          new CommandFailure(
              "%s%nThe old job could not be brought back either: %s, since %s%n%s"
                  .formatted(why.getMessage(), step, e.getMessage(), hint(failed, savepoint)),
              why);
      both.addSuppressed(e);
      return both;
    }
  }

  /** Where what came of the stop is not known, or of no use: what is left to the user. */
  CommandFailure unknown(String old, Exception why) {
    try {
      if (!jobs.ended(old)) {
        return new CommandFailure(why.getMessage(), why); // It goes on.
      }
    } catch (IOException away) {
      why.addSuppressed(away);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new CommandFailure(
        "%s%nThe new job was not started. Where no job of the name runs (bin/cluster status), the old one goes on with: %s"
                .formatted(why.getMessage(), again("SAVEPOINT"))
            + ", where SAVEPOINT is the newest complete one, with a file _metadata, or a checkpoint that is left",
        why);
  }

  private String again(String savepoint) {
    return before
        .map(submission -> submission.command(savepoint))
        .orElse("bin/submit --from-savepoint " + savepoint);
  }

  /** How it stands between the stop and the end of the upgrade, and what a user can do. */
  String hint(String next, String savepoint) {
    return "The old job is stopped, its state: %s%nThe new one may run as %s: bin/cluster status. Where no job of the name runs, the old one goes on with: %s"
        .formatted(savepoint, next, again(savepoint));
  }

  /**
   * Until Flink says that the job has ended, or for a while that there is none: the client may have
   * failed although the job was taken, and a JobManager that was lost brings it back.
   *
   * @throws CommandFailure if another of the name runs
   */
  static void end(Jobs jobs, String name, String failed, Duration patience) throws Exception {
    Steady none = new Steady(Jobs.SETTLED);
    Await.until(
        "the end of job " + failed,
        patience,
        () -> {
          boolean quiet = none.holds(() -> !cancels(jobs, name, failed));
          return quiet || jobs.all().stream().anyMatch(job -> isOver(job, failed));
        });
  }

  private static boolean isOver(Jobs.Listed job, String failed) {
    return job.id().equals(failed) && job.ended();
  }

  /** Whether it is there, and has to end. */
  private static boolean cancels(Jobs jobs, String name, String failed) throws Exception {
    boolean found = false;
    for (Jobs.Listed job : jobs.all()) {
      if (job.ended()) {
        continue;
      }
      if (job.id().equals(failed)) {
        found = true;
        if (!job.state().equals("CANCELLING")) {
          jobs.cancel(failed);
        }
      } else if (job.name().equals(name)) {
        throw new CommandFailure("another job of the name %s runs: %s".formatted(name, job.id()));
      }
    }
    return found;
  }
}
