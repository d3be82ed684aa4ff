package org.flinkvectorindex.console.job;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Project;
import org.flinkvectorindex.console.cluster.Home;

/**
 * Flink's own command line client, in a process of its own: the job's {@code main} runs there, with
 * the class path that a distribution's {@code flink} has. What it says goes to stderr.
 */
public final class Client {
  private static final Pattern SUBMITTED = Pattern.compile("JobID ([0-9a-f]{32})");

  private final Home home;

  public Client(Home home) {
    this.home = home;
  }

  /**
   * @return the job's id
   * @throws CommandFailure if configuration, brokers or cluster refuse it
   */
  public String submit(Submission submission) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>();
    submission.savepoint().ifPresent(path -> options.addAll(List.of("-s", path)));
    if (submission.dropState()) {
      options.add("-n");
    }
    Process process =
        start(CliFrontend.class.getName(), Project.flinkClassPath(), options, submission);
    process.getOutputStream().close();
    return submitted(process, process.inputReader(StandardCharsets.UTF_8));
  }

  /**
   * Has the job's flow run without what is around it: {@link Rehearsal}.
   *
   * @return its id
   */
  String rehearse(Submission submission) throws IOException, InterruptedException {
    Process process =
        start(
            CliFrontend.class.getName(),
            Project.flinkClassPath(),
            List.of("-c", Rehearsal.MAIN),
            submission);
    try {
      process.getOutputStream().close();
      return submitted(process, process.inputReader(StandardCharsets.UTF_8));
    } finally {
      process.destroy();
    }
  }

  /**
   * Has the job's {@code main} read its configuration, ask brokers and Redis, and put the job
   * together, in a client that submits it when it is told the savepoint.
   *
   * @throws CommandFailure if it refuses
   */
  HeldSubmission hold(Submission submission) throws Exception {
    String here =
        Path.of(HeldClient.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    return new HeldSubmission(
        this,
        start(
            HeldClient.class.getName(),
            Project.flinkClassPath() + File.pathSeparator + here,
            List.of(),
            submission),
        submission.dropState());
  }

  /** Reads what it says to its end. */
  String submitted(Process process, BufferedReader out) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      System.err.println(line);
      Matcher matcher = SUBMITTED.matcher(line);
      if (matcher.find()) {
        ids.add(matcher.group(1));
      }
    }
    requireDone(process);
    if (ids.isEmpty()) {
      throw new CommandFailure("the job was not submitted");
    }
    return ids.get(0);
  }

  void requireDone(Process process) throws InterruptedException {
    int status = process.waitFor();
    if (status != 0) {
      throw new CommandFailure(
          "Flink's client refuses the job, status %d; its log: %s".formatted(status, log()));
    }
  }

  private Process start(String main, String classPath, List<String> options, Submission submission)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Project.java(), "-Xmx512m", "-XX:TieredStopAtLevel=1"));
    String jvm =
        GlobalConfiguration.loadConfiguration(home.conf().toString())
            .get(CoreOptions.FLINK_JVM_OPTIONS);
    command.addAll(List.of(jvm.strip().split("\\s+")));
    command.add("-Dlog.file=" + log());
    command.add("-Dlog4j.configurationFile=" + home.conf().resolve("log4j-cli.properties").toUri());
    command.addAll(List.of("-cp", classPath, main, "run", "-d"));
    submission.parallelism().ifPresent(n -> command.addAll(List.of("-p", Integer.toString(n))));
    command.addAll(options);
    command.add(submission.jar().toString());
    command.addAll(List.of("--config", submission.config().toString()));
    command.addAll(submission.overrides());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("FLINK_CONF_DIR", home.conf().toString());
    return builder.start();
  }

  private String log() {
    return home.logs().resolve("client.log").toString();
  }
}
