package org.flinkvectorindex.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  /** Something that was said, and when. */
  private record Said(String time, String text) {}

  private final Map<Integer, TreeMap<Long, String>> checkpoints = new HashMap<>();
  private final List<String> differences = new ArrayList<>();
  private long from;
  private int restores;
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
    all.forEach(said -> lineage.take(said.text()));
    return lineage;
  }

  private void take(String text) {
    Matcher checkpoint = CHECKPOINT.matcher(text);
    Matcher restored = RESTORED.matcher(text);
    Matcher back = BACK.matcher(text);
    if (checkpoint.matches()) {
      checkpoints
          .computeIfAbsent(Integer.valueOf(checkpoint.group(2)), shard -> new TreeMap<>())
          .put(Long.valueOf(checkpoint.group(1)), checkpoint.group(3));
    } else if (back.matches()) {
      restores++;
      from = Long.parseLong(back.group(2));
      checkpoints.values().forEach(each -> each.tailMap(from, false).clear());
    } else if (restored.matches()) {
      shards++;
      int shard = Integer.parseInt(restored.group(1));
      var taken = checkpoints.getOrDefault(shard, new TreeMap<>()).floorEntry(from);
      String came = restored.group(2) + restored.group(3);
      if (taken == null || !taken.getValue().equals(came)) {
        differences.add(
            "shard %d in checkpoint %d: %s; restored: %s"
                .formatted(shard, from, taken == null ? "nothing" : taken.getValue(), came));
      }
    }
  }

  /** Times that the job went back to a checkpoint or savepoint. */
  int restores() {
    return restores;
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
