package org.flinkvectorindex.jobs.endtoend;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What shards say in the log when they are checkpointed and when they are restored. */
public final class LoggedShards implements AutoCloseable {
  private static final String PACKAGE = "org.flinkvectorindex.operators.shard.";
  private static final List<String> LOGGERS = List.of(PACKAGE + "Shard", PACKAGE + "ShardRestore");
  private static final String HASHES = "(content \\w+, graph \\w+)\\.";
  private static final Pattern CHECKPOINT =
      Pattern.compile("Checkpoint (\\d+) has shard (\\d+) of \\S+: (\\d+) vectors, " + HASHES);
  private static final Pattern RESTORED =
      Pattern.compile("Restored shard (\\d+) of (\\S+): (\\d+) vectors in .*, " + HASHES);

  /** Of one shard. */
  public record Logged(int vectors, String hashes) {
    public String content() {
      return hashes.substring(0, hashes.indexOf(','));
    }
  }

  /** By shard, then by checkpoint: a shard that did not change is not said again. */
  private final Map<Integer, ConcurrentSkipListMap<Long, Logged>> checkpoints =
      new ConcurrentHashMap<>();

  private final Map<Integer, Logged> restored = new ConcurrentHashMap<>();
  private final Map<String, Logged> restoredByName = new ConcurrentHashMap<>();
  private final Appender appender = new Appender();

  public LoggedShards() {
    appender.start();
    for (String logger : LOGGERS) {
      Configurator.setLevel(logger, Level.DEBUG);
      LoggerContext.getContext(false).getLogger(logger).addAppender(appender);
    }
  }

  /** Starts anew: what is said from now on. */
  public void clear() {
    checkpoints.clear();
    forgetRestored();
  }

  /** What is restored from now on; checkpoints before stay known. */
  public void forgetRestored() {
    restored.clear();
    restoredByName.clear();
  }

  public Map<Integer, Logged> restored() {
    return Map.copyOf(restored);
  }

  /** The same where there are several collections, as {@code words/0}. */
  public Map<String, Logged> restoredByName() {
    return new TreeMap<>(restoredByName);
  }

  /** The shards as they are in a checkpoint of the one job that ran since {@link #clear}. */
  public Map<Integer, Logged> inCheckpoint(long id) {
    return checkpoints.entrySet().stream()
        .filter(shard -> shard.getValue().floorEntry(id) != null)
        .collect(
            Collectors.toMap(Map.Entry::getKey, each -> each.getValue().floorEntry(id).getValue()));
  }

  @Override
  public void close() {
    for (String logger : LOGGERS) {
      ((org.apache.logging.log4j.core.Logger) LogManager.getLogger(logger))
          .removeAppender(appender);
    }
    appender.stop();
  }

  private final class Appender extends AbstractAppender {
    Appender() {
      super("logged-shards", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      String message = event.getMessage().getFormattedMessage();
      Matcher checkpoint = CHECKPOINT.matcher(message);
      if (checkpoint.matches()) {
        checkpoints
            .computeIfAbsent(
                Integer.valueOf(checkpoint.group(2)), shard -> new ConcurrentSkipListMap<>())
            .put(
                Long.valueOf(checkpoint.group(1)),
                new Logged(Integer.parseInt(checkpoint.group(3)), checkpoint.group(4)));
      }
      Matcher line = RESTORED.matcher(message);
      if (line.matches()) {
        Logged logged = new Logged(Integer.parseInt(line.group(3)), line.group(4));
        restored.put(Integer.valueOf(line.group(1)), logged);
        restoredByName.put(line.group(2) + "/" + line.group(1), logged);
      }
    }
  }
}
