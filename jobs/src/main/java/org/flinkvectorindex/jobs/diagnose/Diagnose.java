package org.flinkvectorindex.jobs.diagnose;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;

/** Says which stage limits a running job: {@code bin/diagnose}. */
public final class Diagnose {
  /** Flink's default renews what REST shows every ten seconds. */
  private static final long PATIENCE_MILLIS = 15_000;

  private static final int LONGEST_SECONDS = 3_600;

  private Diagnose() {}

  public static void main(String[] arguments) throws InterruptedException {
    Locale.setDefault(Locale.ROOT);
    Deque<String> left = new ArrayDeque<>(List.of(arguments));
    String rest = address(System.getProperty("project.root", ""), System.getenv());
    Optional<String> job = Optional.empty();
    long seconds = 10;
    boolean json = false;
    try {
      while (!left.isEmpty()) {
        String flag = left.pop();
        switch (flag) {
          case "--rest" -> rest = value(flag, left);
          case "--job" -> job = Optional.of(value(flag, left));
          case "--seconds" -> seconds = seconds(value(flag, left));
          case "--json" -> json = true;
          default -> {
            if (flag.startsWith("-") || job.isPresent()) {
              throw new IllegalArgumentException("unknown: " + flag + ", see bin/diagnose --help");
            }
            job = Optional.of(flag);
          }
        }
      }
      Diagnosis diagnosis = diagnose(URI.create(rest), job, seconds * 1_000);
      System.out.print(json ? diagnosis.json() + "\n" : diagnosis.text());
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("diagnose: " + e.getMessage());
      System.exit(2);
    }
  }

  /** Of the cluster that {@code bin/cluster} started: it takes another port where 8081 is taken. */
  static String address(String root, Map<String, String> environment) {
    String named = environment.getOrDefault("FVI_CLUSTER_HOME", "");
    Path home = named.isBlank() ? Path.of(root, ".run/cluster") : Path.of(named);
    Path conf = home.resolve("conf").toAbsolutePath();
    if (!Files.exists(conf.resolve("config.yaml"))) {
      return "http://localhost:8081";
    }
    Configuration settings = GlobalConfiguration.loadConfiguration(conf.toString());
    return "http://%s:%d"
        .formatted(settings.get(RestOptions.ADDRESS), settings.get(RestOptions.PORT));
  }

  private static String value(String flag, Deque<String> left) {
    if (left.isEmpty()) {
      throw new IllegalArgumentException(flag + " wants a value");
    }
    return left.pop();
  }

  static long seconds(String value) {
    if (!value.matches("\\d{1,4}") || Integer.parseInt(value) > LONGEST_SECONDS) {
      throw new IllegalArgumentException(
          "--seconds is '%s', allowed: 0 to %d".formatted(value, LONGEST_SECONDS));
    }
    return Long.parseLong(value);
  }

  /**
   * @param job id or name; may be left out where one job runs
   * @param millis between two samples, at least
   */
  static Diagnosis diagnose(URI rest, Optional<String> job, long millis)
      throws IOException, InterruptedException {
    RunningJob running = RunningJob.find(new FlinkRest(rest), job);
    Sample before = running.after(running.sample(), PATIENCE_MILLIS);
    TimeUnit.MILLISECONDS.sleep(millis);
    Sample after = running.after(running.sample(), PATIENCE_MILLIS);
    return Diagnosis.of(new Change(before, after));
  }
}
