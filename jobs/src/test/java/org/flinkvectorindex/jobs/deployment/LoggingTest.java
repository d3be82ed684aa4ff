package org.flinkvectorindex.jobs.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logging that Flink's scripts pick up beside {@code config.yaml}, read by Log4j. */
class LoggingTest {
  @TempDir Path folder;

  private final Complaints complaints = new Complaints();

  @BeforeEach
  void listen() {
    System.setProperty("log.file", folder.resolve("flink.log").toString()); // As the scripts do.
    StatusLogger.getLogger().registerListener(complaints);
  }

  @AfterEach
  void stopListening() {
    StatusLogger.getLogger().removeListener(complaints);
    System.clearProperty("log.file");
  }

  @Test
  void processesInTheForegroundLogToTheConsoleAndAFile() {
    check("log4j-console.properties", Set.of("Console", "File"));
  }

  @Test
  void daemonsLogToAFile() {
    check("log4j.properties", Set.of("File"));
  }

  @Test
  void theClientLogsToAFileAndTellsOfFaults() {
    check("log4j-cli.properties", Set.of("Console", "File"));
  }

  private void check(String file, Set<String> appenders) {
    LoggerContext context =
        new LoggerContext(file, null, Project.file("flink-conf").resolve(file).toUri());
    try {
      context.start();
      Configuration logging = context.getConfiguration();
      assertThat(complaints.seen).isEmpty();
      assertThat(logging.getRootLogger().getAppenders().keySet()).isEqualTo(appenders);
      assertThat(logging.getRootLogger().getLevel()).isEqualTo(Level.INFO);
      assertThat(logging.getLoggerConfig("org.flinkvectorindex.jobs.Any").getLevel())
          .isEqualTo(Level.INFO);
      assertThat(logging.getLoggerConfig("org.flinkvectorindex.shaded.lettuce.Any").getLevel())
          .isEqualTo(Level.WARN);
      assertThat(folder.resolve("flink.log")).exists();
    } finally {
      context.stop();
    }
  }

  private static final class Complaints implements StatusListener {
    private final List<String> seen = new ArrayList<>();

    @Override
    public void log(StatusData data) {
      seen.add(data.getFormattedStatus());
    }

    @Override
    public Level getStatusLevel() {
      return Level.WARN;
    }

    @Override
    public void close() {}
  }
}
