package org.flinkvectorindex.jobs.endtoend;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** All that this JVM logs from {@code INFO} on, which is what a cluster shows. */
final class ShownLog implements AutoCloseable {
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final LoggerConfig root = context.getConfiguration().getRootLogger();
  private final Level before = root.getLevel();
  private final Map<String, Appender> others = Map.copyOf(root.getAppenders());
  private final Lines lines = new Lines();

  private static final class Lines extends AbstractAppender {
    private final Queue<String> all = new ConcurrentLinkedQueue<>();

    Lines() {
      super(
          "shown",
          null,
          PatternLayout.newBuilder().withPattern("%p %c %m%n%throwable").build(),
          true,
          Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      all.add(new String(getLayout().toByteArray(event)));
    }
  }

  static ShownLog open() {
    ShownLog log = new ShownLog();
    log.lines.start();
    log.others.forEach((name, appender) -> log.root.removeAppender(name));
    log.others.values().forEach(appender -> log.root.addAppender(appender, log.before, null));
    log.root.addAppender(log.lines, Level.INFO, null);
    log.root.setLevel(Level.INFO);
    log.context.updateLoggers();
    return log;
  }

  Stream<String> lines() {
    return lines.all.stream();
  }

  @Override
  public void close() {
    root.removeAppender("shown");
    others.forEach((name, appender) -> root.removeAppender(name));
    others.values().forEach(appender -> root.addAppender(appender, null, null));
    root.setLevel(before);
    context.updateLoggers();
  }
}
