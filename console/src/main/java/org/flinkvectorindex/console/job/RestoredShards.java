package org.flinkvectorindex.console.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flinkvectorindex.console.cluster.Home;
import org.flinkvectorindex.console.inspect.ShardSummary;

/**
 * What TaskManagers of this machine say in their logs of the shards that they restored, from the
 * moment on at which this was made.
 */
final class RestoredShards {
  private static final Pattern RESTORED =
      Pattern.compile(
          "Restored shard (\\d+) of (\\S+): (\\d+) vectors in .*, content (\\w+), graph (\\w+)\\.");

  private final Path logs;

  /** Lengths, by what a file is to the file system: a log that is rolled over changes its name. */
  private final Map<Object, Long> before = new HashMap<>();

  RestoredShards(Home home) throws IOException {
    logs = home.logs();
    for (Path log : taskManagers()) {
      BasicFileAttributes file = Files.readAttributes(log, BasicFileAttributes.class);
      before.put(key(log, file), file.size());
    }
  }

  /** In the order of the logs; a shard that was restored again comes again. */
  List<ShardSummary> all() throws IOException {
    List<ShardSummary> shards = new ArrayList<>();
    for (Path log : taskManagers()) {
      Object key = key(log, Files.readAttributes(log, BasicFileAttributes.class));
      Matcher matcher = RESTORED.matcher(tail(log, before.getOrDefault(key, 0L)));
      while (matcher.find()) {
        shards.add(
            new ShardSummary(
                matcher.group(2),
                Integer.parseInt(matcher.group(1)),
                Long.parseLong(matcher.group(3)),
                matcher.group(4),
                matcher.group(5)));
      }
    }
    return shards;
  }

  private List<Path> taskManagers() throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      return files
          .filter(file -> file.getFileName().toString().matches("taskmanager-\\d+\\.log(\\.\\d+)?"))
          .sorted()
          .toList();
    }
  }

  private static Object key(Path log, BasicFileAttributes file) {
    return file.fileKey() == null ? log : file.fileKey();
  }

  private static String tail(Path log, long from) throws IOException {
    try (SeekableByteChannel file = Files.newByteChannel(log)) {
      // Where the file system tells files by name only, a log that was rolled over begins anew.
      file.position(from <= file.size() ? from : 0);
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size() - file.position()));
      while (bytes.hasRemaining() && file.read(bytes) >= 0) {}
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
  }
}
