package org.flinkvectorindex.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.flinkvectorindex.console.cluster.Home;

/** The scripts in {@code bin/}, as a user runs them, for a cluster in a folder of its own. */
public final class Commands {
  private static final int PATIENCE_MINUTES = 20;

  private final Path home;
  private final Path folder;
  private final Map<String, String> environment;
  private int count;

  public Commands(Path folder) {
    this(folder, Map.of());
  }

  /**
   * @param environment that they have beside that of this process
   */
  Commands(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
    this.home = folder.resolve("cluster");
  }

  public Home home() {
    return new Home(home);
  }

  /**
   * What one said.
   *
   * @param out lines of stdout
   * @param err all of stderr
   */
  public record Said(int status, List<String> out, String err) {
    public String last() {
      return out.isEmpty() ? "" : out.get(out.size() - 1);
    }
  }

  public Said run(String name, String... arguments) throws IOException, InterruptedException {
    Path out = folder.resolve("out-" + ++count);
    Path err = folder.resolve("err-" + count);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("project.root"), "bin", name).toString());
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    builder.environment().put(Home.VARIABLE, home.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("FVI_BUILT", "by Maven");
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("%s did not end: %s".formatted(command, Files.readString(err)));
    }
    return new Said(process.exitValue(), Files.readAllLines(out), Files.readString(err));
  }
}
