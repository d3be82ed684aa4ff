package org.flinkvectorindex.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flinkvectorindex.console.inspect.ShardSummary;

/**
 * What the processes' logs say, put in order: which hashes each checkpoint took of each shard, and
 * which came out of each restore. A shard that did not change since is not said again, so what a
 * checkpoint has of it is the last said at or before it; what was said after the checkpoint that is
 * gone back to never was.
 */
final class Lineage {
  private static final Pattern LINE = Pattern.compile("^(\\d{4}-\\S+) +\\w+ +(\\S+) +- (.*)$");
  private static final Pattern CHECKPOINT =
      Pattern.compile("Checkpoint (\\d+) has shard (\\d+) of \\S+: (\\d+ vectors, .*)\\.");
  private static final Pattern RESTORED =
      Pattern.compile("Restored shard (\\d+) of \\S+: (\\d+ vectors) in .*?(, content .*)\\.");
  private static final Pattern BACK =
      Pattern.compile("Restoring job (\\w+) from (?:Checkpoint|Savepoint) (\\d+) .*");
  private static final Pattern COMPLETED =
      Pattern.compile("Completed checkpoint (\\d+) for job (\\w+) .*");

  /** What is shown is there before it is in the log. */
  private static final Duration LATE = Duration.ofSeconds(1);

  /** Something that was said, and when. */
  private record Said(String time, String text) {
    Instant instant() {
      return LocalDateTime.parse(time.replace(',', '.')).atZone(ZoneId.systemDefault()).toInstant();
    }
  }

  /** A job that goes back to a checkpoint: done once it has completed another. */
  private static final class Restore {
    private final String job;
    private final long from;
    private final Set<Integer> shards = new TreeSet<>();
    private Instant completed;

    Restore(String job, long from) {
      this.job = job;
      this.from = from;
    }

    boolean completes(Act act) {
      return completed != null
          && completed.isAfter(act.from())
          && completed.isBefore(act.until().plus(LATE))
          && act.job().map(job::equals).orElse(true);
    }
  }

  private final Map<Integer, TreeMap<Long, String>> checkpoints = new HashMap<>();
  private final List<String> differences = new ArrayList<>();
  private final List<Restore> restores = new ArrayList<>();
  private int shards;

  static Lineage read(Path logs) throws IOException {
    List<Said> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file :
          files
              .filter(each -> each.getFileName().toString().matches("(task|job)manager-.*\\.log.*"))
              .toList()) {
        try (Stream<String> lines = Files.lines(file)) {
          lines.forEach(
              line -> {
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches()) {
                  all.add(new Said(matcher.group(1), matcher.group(3)));
                }
              });
        }
      }
    }
    all.sort(Comparator.comparing(Said::time));
    Lineage lineage = new Lineage();
    all.forEach(said -> lineage.take(said));
    return lineage;
  }

  private void take(Said said) {
    Matcher checkpoint = CHECKPOINT.matcher(said.text());
    Matcher restored = RESTORED.matcher(said.text());
    Matcher back = BACK.matcher(said.text());
    Matcher completed = COMPLETED.matcher(said.text());
    if (checkpoint.matches()) {
      checkpoints
          .computeIfAbsent(Integer.valueOf(checkpoint.group(2)), shard -> new TreeMap<>())
          .put(Long.valueOf(checkpoint.group(1)), checkpoint.group(3));
    } else if (back.matches()) {
      Restore now = new Restore(back.group(1), Long.parseLong(back.group(2)));
      restores.add(now);
      checkpoints.values().forEach(each -> each.tailMap(now.from, false).clear());
    } else if (restored.matches()) {
      restored(Integer.parseInt(restored.group(1)), restored.group(2) + restored.group(3));
    } else if (completed.matches()) {
      completed(completed.group(2), Long.parseLong(completed.group(1)), said);
    }
  }

  private void restored(int shard, String came) {
    if (restores.isEmpty()) {
      differences.add("shard %d was restored before the job went back: %s".formatted(shard, came));
      return;
    }
    Restore now = restores.get(restores.size() - 1);
    shards++;
    now.shards.add(shard);
    String taken = taken(shard, now.from);
    if (!came.equals(taken)) {
      differences.add(
          "shard %d in checkpoint %d: %s; restored: %s".formatted(shard, now.from, taken, came));
    }
  }

  /** With the first after a restore every shard that there was must have come back. */
  private void completed(String job, long checkpoint, Said said) {
    Restore now = restores.isEmpty() ? null : restores.get(restores.size() - 1);
    if (now == null || now.completed != null || !now.job.equals(job) || checkpoint <= now.from) {
      return;
    }
    now.completed = said.instant();
    for (int shard : checkpoints.keySet()) {
      String taken = taken(shard, now.from);
      if (taken != null && !now.shards.contains(shard)) {
        differences.add(
            "shard %d in checkpoint %d: %s; restored: nothing".formatted(shard, now.from, taken));
      }
    }
  }

  /** What a checkpoint has of a shard; null where that is nothing. */
  private String taken(int shard, long checkpoint) {
    var taken = checkpoints.getOrDefault(shard, new TreeMap<>()).floorEntry(checkpoint);
    return taken == null ? null : taken.getValue();
  }

  /**
   * What was said of each shard last, beside what the last savepoint has: so that lines that are
   * not found, or say something else, are no proof of anything.
   */
  List<String> unlike(List<ShardSummary> savepoint) {
    List<String> unlike = new ArrayList<>();
    for (ShardSummary shard : savepoint) {
      String there =
          "%d vectors, content %s, graph %s"
              .formatted(shard.vectors(), shard.content(), shard.graph());
      String said = taken(shard.shard(), Long.MAX_VALUE);
      if (!there.equals(said)) {
        unlike.add(
            "shard %d of the last savepoint: %s; its last checkpoint said: %s"
                .formatted(shard.shard(), there, said));
      }
    }
    return unlike;
  }

  /** Those of what was done, in order, that no restore of their own came to its end after. */
  List<Act> unfollowed(List<Act> acts) {
    List<Act> unfollowed = new ArrayList<>();
    List<Restore> free = new ArrayList<>(restores);
    for (Act act : acts) {
      Optional<Restore> own = free.stream().filter(each -> each.completes(act)).findFirst();
      own.ifPresentOrElse(free::remove, () -> unfollowed.add(act));
    }
    return unfollowed;
  }

  /** Times that the job went back to a checkpoint or savepoint. */
  int restores() {
    return restores.size();
  }

  /** Those after which it completed a checkpoint. */
  int completed() {
    return (int) restores.stream().filter(each -> each.completed != null).count();
  }

  /** Shards that were compared, over all of them. */
  int shards() {
    return shards;
  }

  /** Shards that were not restored as they were checkpointed. */
  List<String> differences() {
    return differences;
  }
}
