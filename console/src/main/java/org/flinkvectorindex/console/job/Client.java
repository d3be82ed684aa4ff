package org.flinkvectorindex.console.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    List<String> said = run("run", List.of("-d"), submission);
    for (String line : said) {
      Matcher submitted = SUBMITTED.matcher(line);
      if (submitted.find()) {
        return submitted.group(1);
      }
    }
    throw new CommandFailure("the job was not submitted");
  }

  /**
   * Has the job's {@code main} read its configuration, ask brokers and Redis, and put the job
   * together, without submitting it.
   *
   * @throws CommandFailure if it refuses
   */
  public void check(Submission submission) throws IOException, InterruptedException {
    run("info", List.of(), submission);
  }

  private List<String> run(String action, List<String> options, Submission submission)
      throws IOException, InterruptedException {
    List<String> command = command();
    command.add(action);
    command.addAll(options);
    submission.parallelism().ifPresent(n -> command.addAll(List.of("-p", Integer.toString(n))));
    if (action.equals("run")) {
      submission.savepoint().ifPresent(path -> command.addAll(List.of("-s", path)));
      if (submission.dropState()) {
        command.add("-n");
      }
    }
    command.add(submission.jar().toString());
    command.addAll(List.of("--config", submission.config().toString()));
    command.addAll(submission.overrides());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("FLINK_CONF_DIR", home.conf().toString());
    Process process = builder.start();
    process.getOutputStream().close();
    List<String> said = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.add(line);
        if (action.equals("run")) {
          System.err.println(line);
        }
      }
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new CommandFailure(
          "Flink's client refuses the job, status %d; its log: %s".formatted(status, log()));
    }
    return said;
  }

  private List<String> command() throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Project.java(), "-Xmx512m", "-XX:TieredStopAtLevel=1"));
    String options =
        GlobalConfiguration.loadConfiguration(home.conf().toString())
            .get(CoreOptions.FLINK_JVM_OPTIONS);
    command.addAll(List.of(options.strip().split("\\s+")));
    command.add("-Dlog.file=" + log());
    command.add("-Dlog4j.configurationFile=" + home.conf().resolve("log4j-cli.properties").toUri());
    command.addAll(List.of("-cp", Project.flinkClassPath()));
    command.add("org.apache.flink.client.cli.CliFrontend");
    return command;
  }

  private String log() {
    return home.logs().resolve("client.log").toString();
  }
}
