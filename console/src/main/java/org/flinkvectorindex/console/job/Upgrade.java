package org.flinkvectorindex.console.job;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.inspect.SavedIndex;
import org.flinkvectorindex.console.inspect.ShardSummary;
import org.flinkvectorindex.jobs.config.JobConfiguration;

/**
 * Replaces a running job by another jar, configuration or parallelism, with its state:
 *
 * <ol>
 *   <li>the new jar reads the new configuration, asks its brokers and puts the new job together,
 *       while the old one runs;
 *   <li>the old job stops with a savepoint, so all that is exactly once is committed;
 *   <li>the new one starts from it; each of its shards must say that it restored what an
 *       independent reading of the savepoint finds: count, hash of contents, hash of graph;
 *   <li>where it does not start or differs, it is cancelled, and the old jar and configuration go
 *       on from the same savepoint. Nothing is lost either way: offsets are in the savepoint.
 * </ol>
 */
public final class Upgrade {
  private static final Duration CATCHING_UP = Duration.ofSeconds(20);

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
   * @throws CommandFailure if the old job goes on, with the reason; its message says under which id
   */
  public Done replace(String old, Submission wanted, Jobs.Format format) throws Exception {
    Ledger ledger = new Ledger(cluster.home());
    Optional<Submission> before = ledger.find(old);
    Submission kept = ledger.keep(wanted);
    progress.accept("Checking jar and configuration …");
    try (HeldSubmission next = new Client(cluster.home()).hold(kept)) {
      next.awaitReady();
      Set<String> collections = collections(kept);
      progress.accept("Stopping job %s with a savepoint …".formatted(old));
      long began = System.nanoTime();
      String savepoint = jobs.stop(old, cluster.home().savepoints(), format);
      progress.accept("Starting from %s …".formatted(savepoint));
      RestoredShards restored = new RestoredShards(cluster.home());
      String job = "";
      try {
        job = next.submit(savepoint);
        ledger.enter(job, kept.from(savepoint));
        awaitRunning(job);
        Duration downtime = Duration.ofNanos(System.nanoTime() - began);
        progress.accept(
            "Every task runs after %.1f s. Comparing with the savepoint …"
                .formatted(downtime.toMillis() / 1e3));
        awaitCheckpoint(job);
        List<ShardSummary> expected = inSavepoint(savepoint, collections);
        requireEqual(expected, restored.all());
        return new Done(
            job,
            savepoint,
            downtime,
            expected.size(),
            expected.stream().mapToLong(ShardSummary::vectors).sum());
      } catch (CommandFailure | TimeoutException | IOException e) {
        throw rolledBack(job, before, savepoint, e);
      }
    }
  }

  /**
   * Which what is exactly once is visible by; the job has caught up then, or nearly. Asked for at
   * once: the next by its interval may be a whole one away.
   */
  private void awaitCheckpoint(String job) throws Exception {
    try {
      jobs.checkpoint(job);
      Await.until("the first checkpoint", CATCHING_UP, () -> jobs.checkpoints(job) > 0);
    } catch (TimeoutException | IOException longerInterval) {
      // Nothing depends on it: the comparison only lets the job go first.
    }
  }

  /** Read only when the job runs: it is as much work as the job's own restore. */
  private static List<ShardSummary> inSavepoint(String savepoint, Set<String> collections) {
    return new SavedIndex(savepoint)
        .summaries(Map.of(), Optional.empty(), 1).stream()
            .filter(shard -> collections.contains(shard.collection()))
            .toList();
  }

  /** Those of the new configuration; what it has no more is not restored. */
  private static Set<String> collections(Submission wanted) {
    List<String> arguments = new ArrayList<>(List.of("--config", wanted.config().toString()));
    arguments.addAll(wanted.overrides());
    Set<String> names = new HashSet<>();
    JobConfiguration.load(arguments, System.getenv())
        .collections()
        .forEach(collection -> names.add(collection.name()));
    return names;
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

  private static void requireEqual(List<ShardSummary> expected, List<ShardSummary> restored) {
    Set<ShardSummary> missing = new HashSet<>(expected);
    restored.forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          "in the savepoint, but not restored: %s; restored: %s".formatted(missing, restored));
    }
  }

  private CommandFailure rolledBack(
      String failed, Optional<Submission> before, String savepoint, Exception why)
      throws Exception {
    progress.accept("It failed: " + why.getMessage());
    try {
      if (!failed.isEmpty() && !jobs.ended(failed)) {
        jobs.cancel(failed);
      }
      if (before.isEmpty()) {
        return new CommandFailure(
            "%s%nThe old job was not started by bin/submit, so it can't be started again here; its state: %s"
                .formatted(why.getMessage(), savepoint),
            why);
      }
      progress.accept("Going back to the old jar and configuration …");
      String job = SubmitCommand.submit(cluster, before.get().from(savepoint));
      Await.until("the old job with every task running", patience, () -> jobs.runs(job));
      return new CommandFailure(
          "%s%nRolled back: the old jar and configuration run as job %s, from %s"
              .formatted(why.getMessage(), job, savepoint),
          why);
    } catch (TimeoutException | IOException e) {
      e.addSuppressed(why);
      return new CommandFailure(
          "%s%nThe old job could not be brought back either, since %s; its state: %s"
              .formatted(why.getMessage(), e.getMessage(), savepoint),
          e);
    }
  }
}
