package org.flinkvectorindex.console.job;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.inspect.ShardSummary;

/** What comes of comparing the shards that a job restored with those of its savepoint. */
sealed interface Comparison {
  record Equal(int shards, long vectors) implements Comparison {}

  /** The job did not restore what was saved. */
  record Different(String what) implements Comparison {}

  /** One of the two could not be read from here, which says nothing against the job. */
  record NotMade(Throwable why) implements Comparison {}

  static Comparison of(Callable<List<ShardSummary>> saved, Callable<List<ShardSummary>> restored) {
    List<ShardSummary> expected;
    List<ShardSummary> found;
    try {
      expected = saved.call();
      found = restored.call();
    } catch (Exception | OutOfMemoryError e) {
      return new NotMade(e);
    }
    if (found.isEmpty() && !expected.isEmpty()) {
      return new NotMade(
          new CommandFailure(
              "no log of a TaskManager here says \"Restored shard\", as where they log no INFO,"
                  + " have rolled over, or are elsewhere"));
    }
    Set<ShardSummary> missing = new HashSet<>(expected);
    found.forEach(missing::remove);
    return missing.isEmpty()
        ? new Equal(expected.size(), expected.stream().mapToLong(ShardSummary::vectors).sum())
        : new Different(
            "in the savepoint, but not restored: %s; restored: %s".formatted(missing, found));
  }
}
