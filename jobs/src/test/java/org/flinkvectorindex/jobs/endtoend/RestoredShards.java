package org.flinkvectorindex.jobs.endtoend;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/**
 * What shards say in the log when they are restored: they come that far only if both hashes are
 * those of the checkpoint.
 */
public final class RestoredShards implements AutoCloseable {
  private static final String LOGGER = "org.flinkvectorindex.operators.shard.ShardRestore";
  private static final Pattern LINE =
      Pattern.compile(
          "Restored shard (\\d+) of \\S+: (\\d+) vectors in .*, (content .*), (graph .*)\\.");

  /** Of one shard. */
  public record Restored(int vectors, String content, String graph) {}

  private final Map<Integer, Restored> shards = new ConcurrentSkipListMap<>();
  private final Appender appender = new Appender();

  public RestoredShards() {
    appender.start();
    Configurator.setLevel(LOGGER, Level.INFO);
    LoggerContext.getContext(false).getLogger(LOGGER).addAppender(appender);
  }

  /** Starts anew: what is restored from now on. */
  public void clear() {
    shards.clear();
  }

  public Map<Integer, Restored> byShard() {
    return Map.copyOf(shards);
  }

  @Override
  public void close() {
    ((org.apache.logging.log4j.core.Logger) LogManager.getLogger(LOGGER)).removeAppender(appender);
    appender.stop();
  }

  private final class Appender extends AbstractAppender {
    Appender() {
      super("restored-shards", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      Matcher line = LINE.matcher(event.getMessage().getFormattedMessage());
      if (line.matches()) {
        shards.put(
            Integer.valueOf(line.group(1)),
            new Restored(Integer.parseInt(line.group(2)), line.group(3), line.group(4)));
      }
    }
  }
}
