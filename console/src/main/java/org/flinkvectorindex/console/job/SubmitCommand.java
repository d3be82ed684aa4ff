package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.cluster.Home;
import org.flinkvectorindex.console.topic.Creation;
import org.flinkvectorindex.jobs.topology.FlinkSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/submit}. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description = {
      "Submits the job to the cluster of bin/cluster with Flink's own client, which first checks",
      "its configuration and asks the brokers it names. Refuses where a job of that name runs, which",
      "bin/upgrade replaces. Prints the job's id."
    })
public final class SubmitCommand implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private JobFile file;

  @Option(
      names = "--from-savepoint",
      paramLabel = "P",
      description = "Begin with the state of this savepoint or retained checkpoint.")
  private String savepoint;

  @Option(
      names = "--create-topics",
      description =
          "First create the topics of Kafka that the configuration names and that are not there,"
              + " with the brokers' default of partitions and copies.")
  private boolean createTopics;

  @Override
  public Integer call() throws Exception {
    Cluster cluster = new Cluster(Home.of(System.getenv()));
    cluster.rest();
    Submission submission =
        file.submission(Optional.ofNullable(savepoint).map(SubmitCommand::place));
    if (createTopics) {
      Set<String> created = Creation.of(submission.options());
      output.progress(
          "Topics created: %s", created.isEmpty() ? "none" : String.join(", ", created));
    }
    String job = submit(cluster, submission);
    output.result(new ObjectMapper().createObjectNode().put("op", "submit").put("job", job), job);
    return 0;
  }

  /** A folder that is here is meant as seen from here: the JobManager works in another one. */
  static String place(String savepoint) {
    Path here = Path.of(savepoint);
    return Files.exists(here) ? here.toAbsolutePath().normalize().toString() : savepoint;
  }

  /** The job's id; what was submitted is kept for an upgrade to go back to. */
  static String submit(Cluster cluster, Submission submission) throws Exception {
    new Jobs(cluster.rest()).requireNone(submission.options().name(), "");
    Ledger ledger = new Ledger(cluster.home());
    Submission kept = ledger.keep(sized(cluster, submission));
    String job = new Client(cluster.home()).submit(kept);
    ledger.enter(job, kept);
    return job;
  }

  /** On all slots where nothing else is said: Flink's default is of those that were there first. */
  private static Submission sized(Cluster cluster, Submission submission) throws Exception {
    OptionalInt slots = cluster.slots();
    return submission.parallelism().isPresent() || slots.isEmpty()
        ? submission
        : submission.on(Math.min(slots.getAsInt(), FlinkSettings.MAX_PARALLELISM));
  }
}
