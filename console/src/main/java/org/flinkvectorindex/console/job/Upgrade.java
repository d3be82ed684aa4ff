package org.flinkvectorindex.console.job;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Place;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.inspect.SavedIndex;
import org.flinkvectorindex.console.inspect.ShardSummary;
import org.flinkvectorindex.jobs.config.BackfillOptions;
import org.flinkvectorindex.jobs.config.JobOptions;

/**
 * Replaces a running job by another jar, configuration or parallelism, with its state:
 *
 * <ol>
 *   <li>the new jar reads the new configuration, asks its brokers and puts the new job together,
 *       and what can be told of state beforehand must fit, while the old one runs; what is free of
 *       the cluster rehearses;
 *   <li>the old job stops with a savepoint, so all that is exactly once is committed;
 *   <li>the new one starts from it; each of its shards must say that it restored what an
 *       independent reading of the savepoint finds: count, hash of contents, hash of graph;
 *   <li>where it does not start or differs, it is cancelled, and the old jar and configuration go
 *       on from the same savepoint: {@link Rollback}. Nothing is lost either way: offsets are in
 *       the savepoint. Where the two could not be compared the new job is left, since it proved its
 *       hashes itself.
 * </ol>
 */
public final class Upgrade {
  private static final Duration CATCHING_UP = Duration.ofSeconds(20);

  /** Flink collects them every ten seconds once somebody asks. */
  private static final Duration METRICS = Duration.ofSeconds(20);

  private final Cluster cluster;
  private final Jobs jobs;
  private final Duration patience;
  private final Consumer<String> progress;

  /**
   * @param patience how long the new job may take until every task runs
   */
  public Upgrade(Cluster cluster, Duration patience, Consumer<String> progress) throws Exception {
    this.cluster = cluster;
    this.jobs = new Jobs(cluster.rest());
    this.patience = patience;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param downtime from asking for the savepoint to the moment at which every task runs again
   * @param vectors in the savepoint and restored
   */
  public record Done(String job, String savepoint, Duration downtime, int shards, long vectors) {}

  /**
   * @param overrides whether those of the running job are kept; its parallelism is unless another
   *     is wanted
   * @throws CommandFailure if the old job goes on or the new one could not be compared; its message
   *     says which id runs, and once there is one, the savepoint
   */
  public Done replace(String old, Submission wanted, boolean overrides, Jobs.Format format)
      throws Exception {
    Ledger ledger = new Ledger(cluster.home());
    Kept running = Kept.of(ledger, jobs, old);
    Optional<Submission> before = running.before();
    Submission kept = ledger.keep(running.in(wanted, overrides, progress));
    progress.accept("Checking jar and configuration …");
    try (HeldSubmission next = new Client(cluster.home()).hold(kept)) {
      next.awaitReady();
      JobOptions is = kept.options();
      Optional<JobOptions> was = before.flatMap(this::options);
      jobs.requireNone(is.name(), old);
      was.ifPresentOrElse(
          options -> StateFit.requireSame(options, is), () -> sayUnknown(is.backfill()));
      compareCollections(old, was, is, kept.dropState());
      if (!kept.dropState()) {
        requireClaimed(old, next.operators(), was);
      }
      Compared compared = Compared.of(was, is);
      RestoredShards restored = new RestoredShards(cluster.home());
      new Rehearsal(cluster, jobs, progress).of(kept);
      Rollback rollback = new Rollback(cluster, patience, progress, before, jobs.name(old));
      progress.accept("Stopping job %s with a savepoint …".formatted(old));
      long began = System.nanoTime();
      NewSavepoint stopping = jobs.savepoint(old, Place.of(cluster.home().savepoints()), progress);
      try (Interruption hint = new Interruption(stopping::onTheWay)) {
        String savepoint;
        try {
          savepoint = stopping.stop(format, patience, progress);
        } catch (CommandFailure | IOException e) {
          throw rollback.unknown(old, e);
        }
        hint.now(() -> rollback.hint(next.job(), savepoint));
        progress.accept("Starting from %s …".formatted(savepoint));
        Duration downtime;
        try {
          ledger.enter(next.job(), kept.from(savepoint));
          next.submit(savepoint);
          awaitRunning(next.job());
          downtime = Duration.ofNanos(System.nanoTime() - began);
          progress.accept(
              "Every task runs after %.1f s. Comparing with the savepoint …"
                  .formatted(downtime.toMillis() / 1e3));
        } catch (Exception e) {
          next.close();
          throw rollback.from(next.job(), savepoint, e);
        }
        letCatchUp(next.job(), downtime);
        Comparison comparison =
            Comparison.of(() -> inSavepoint(savepoint, compared), restored::all);
        if (comparison instanceof Comparison.Different different) {
          throw rollback.from(next.job(), savepoint, new CommandFailure(different.what()));
        }
        if (comparison instanceof Comparison.NotMade notMade) {
          throw notCompared(next.job(), savepoint, notMade.why());
        }
        Comparison.Equal equal = (Comparison.Equal) comparison;
        return new Done(next.job(), savepoint, downtime, equal.shards(), equal.vectors());
      }
    }
  }

  /** A job that is well is left: that it can't be looked at from here says nothing against it. */
  private static CommandFailure notCompared(String job, String savepoint, Throwable why) {
    return new CommandFailure(
        ("The new job runs as %s, from %s, and was not compared with it: %s%nEach of its shards proved"
                + " its own hashes when it was restored. To compare: bin/inspect --savepoint %s --hash,"
                + " FVI_INSPECT_MEMORY=8g for larger shards, and what TaskManagers log as \"Restored"
                + " shard\"")
            .formatted(job, savepoint, why.getMessage(), savepoint),
        why);
  }

  /** Of the job that runs; empty where they can't be read any more, as without a variable. */
  private Optional<JobOptions> options(Submission submission) {
    try {
      return Optional.of(submission.options());
    } catch (CommandFailure e) {
      progress.accept(
          "What the running job was submitted with can't be read now: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void sayUnknown(Optional<BackfillOptions> history) {
    history.ifPresent(
        each ->
            progress.accept(
                "Whether the running job has history %s, and with the same files, is not known: what is new under a name that it knows is not read."
                    .formatted(each.name())));
  }

  /** Where metrics can't be had, by configurations alone. */
  private void compareCollections(
      String old, Optional<JobOptions> was, JobOptions is, boolean givenUp) throws Exception {
    HeldVectors held = HeldVectors.UNKNOWN;
    try {
      held = HeldVectors.of(cluster.rest(), old, METRICS);
    } catch (IOException | TimeoutException unanswered) {
      progress.accept("How many vectors there are is not known: " + unanswered.getMessage());
      if (!givenUp) {
        StateFit.requireKnown(was, unanswered);
      }
    }
    List<String> left = held.without(was, is);
    if (!givenUp) {
      StateFit.requireNoneLeft(left);
    } else if (!left.isEmpty()) {
      progress.accept(
          "Given up, since the configuration leaves it out: " + String.join(", ", left));
    }
  }

  /** By the last checkpoint; the savepoint will have state of the same operators. */
  private void requireClaimed(String old, Set<String> operators, Optional<JobOptions> was)
      throws Exception {
    try {
      Optional<String> last = jobs.lastCheckpoint(old);
      if (last.isPresent()) {
        StateFit.requireClaimed(last.get(), operators, was);
      }
    } catch (CommandFailure unclaimed) {
      throw unclaimed;
    } catch (IOException | RuntimeException unreadable) {
      progress.accept(
          "Whether the new job has a use for all state is only seen when it starts: "
              + unreadable.getMessage());
    }
  }

  /**
   * Leaves the job what it needs before the comparison, which is as much work as the job's own
   * restore and may be done on the same machine: a first checkpoint, which results that are exactly
   * once are visible by, asked for at once, since the next by its interval may be a whole one away;
   * and as much time as it was away, in which it answers and applies what has waited. Where one has
   * begun by itself another would follow it at once, which the first after a restore does not bear:
   * see the job's pause between checkpoints.
   */
  private void letCatchUp(String job, Duration away) throws Exception {
    long deadline = System.nanoTime() + Math.min(away.toNanos(), CATCHING_UP.toNanos());
    try {
      if (!jobs.beginsCheckpoints(job)) {
        jobs.checkpoint(job);
      }
      Await.until(
          "the first checkpoint",
          CATCHING_UP,
          () -> jobs.checkpoints(job) > 0 && System.nanoTime() > deadline);
    } catch (TimeoutException | IOException longerInterval) {
      // Nothing depends on it: the comparison only lets the job go first.
    }
  }

  /** Read only when the job runs: it is as much work as the job's own restore. */
  private static List<ShardSummary> inSavepoint(String savepoint, Compared compared) {
    return new SavedIndex(savepoint)
        .summaries(Map.of(), Optional.empty(), 1).stream()
            .filter(shard -> compared.has(shard.collection()))
            .toList();
  }

  private void awaitRunning(String job) throws Exception {
    Await.until(
        "the new job with every task running",
        patience,
        () -> {
          Optional<String> failure = jobs.failure(job);
          if (failure.isPresent()) {
            throw new CommandFailure("the new job fails: " + Jobs.firstLines(failure.get()));
          }
          return jobs.runs(job);
        });
  }
}
