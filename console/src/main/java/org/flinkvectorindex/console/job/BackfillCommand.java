package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.console.Place;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.cluster.Home;
import org.flinkvectorindex.console.cluster.Rest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/backfill}. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    description = {
      "Reads history into a job beside its live stream: files, or the topics of its vectors from",
      "their start or a timestamp. Submits the job with the block `backfill` of its configuration",
      "set by these options, or with --into has a running job go on so, by a savepoint. What is",
      "newer wins, by the collection's order. Prints the job's id."
    })
public final class BackfillCommand implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private JobFile file;

  @Option(
      names = "--into",
      paramLabel = "JOB",
      description =
          "Id or name of the job that runs and is to take it; default: a new job, which is refused"
              + " where one of its name runs.")
  private String into;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "What this history is called in savepoints; default: `history-` and the time, so that"
              + " every call reads anew.")
  private String name;

  @Option(
      names = "--files",
      arity = "1..*",
      paramLabel = "F",
      description =
          "Files that every TaskManager can read, .jsonl, .jsonl.gz (changes, one a line), .parquet"
              + " (changes, a column a field) or .fbin, .fbin.gz (rows of float32).")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--ids",
      arity = "1..*",
      paramLabel = "F",
      description = "For each .fbin a file with an id a line; default: the numbers of rows.")
  private List<String> ids = new ArrayList<>();

  @Option(
      names = "--collection",
      paramLabel = "C",
      description = "The collection of rows of a .fbin, and of those of a .parquet that say none.")
  private String collection;

  @Option(
      names = "--ts",
      paramLabel = "MILLIS",
      description = "Event time of rows, and of lines without one; default: 0, before all else.")
  private Long ts;

  @Option(
      names = "--row-version",
      paramLabel = "N",
      description = "Version of rows that have none, for a collection ordered by it; default: 0.")
  private Long version;

  @Option(
      names = "--from",
      paramLabel = "START",
      description =
          "earliest or timestamp:MILLIS: reads the topics of the job's vectors from there to where"
              + " they end now.")
  private String from;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Records of history a second; default: 1000.")
  private Integer rate;

  @Option(names = "--readers", paramLabel = "N", description = "Subtasks that read it; default: 1.")
  private Integer readers;

  @Option(
      names = "--patience",
      defaultValue = "300",
      paramLabel = "SECONDS",
      description =
          "How long a job under --into may take until every task runs, and Flink under --wait until"
              + " it answers again; default: ${DEFAULT-VALUE}.")
  private int patience;

  @Option(
      names = "--wait",
      description = "Say on stderr how far it is, and end when all history is read.")
  private boolean wait;

  @Override
  public Integer call() throws Exception {
    output.require("--patience", patience, 1, 86_400);
    Cluster cluster = new Cluster(Home.of(System.getenv()));
    Rest rest = cluster.rest();
    Submission submission = file.submission(Optional.empty()).with(settings());
    String job =
        into == null ? SubmitCommand.submit(cluster, submission) : upgraded(cluster, submission);
    output.result(new ObjectMapper().createObjectNode().put("op", "backfill").put("job", job), job);
    if (wait) {
      new HistoryWatch(rest, job, text -> output.progress("%s", text))
          .await(Duration.ofSeconds(patience));
    }
    return 0;
  }

  private String upgraded(Cluster cluster, Submission submission) throws Exception {
    String old = new Jobs(cluster.rest()).find(into);
    Upgrade upgrade =
        new Upgrade(cluster, Duration.ofSeconds(patience), text -> output.progress("%s", text));
    Upgrade.Done done = upgrade.replace(old, submission, true, Jobs.Format.NATIVE);
    output.progress("Downtime %.1f s", done.downtime().toMillis() / 1e3);
    return done.job();
  }

  /** Keys of the configuration and what they are set to. */
  private List<String> settings() {
    List<String> settings = new ArrayList<>();
    String named =
        name != null
            ? name
            : DateTimeFormatter.ofPattern("'history-'yyyyMMdd-HHmmss")
                .format(Instant.now().atOffset(ZoneOffset.UTC));
    set(settings, "name", named);
    set(settings, "files", paths(files));
    set(settings, "ids", paths(ids));
    set(settings, "collection", collection);
    set(settings, "ts", ts);
    set(settings, "version", version);
    set(settings, "from", from);
    set(settings, "rate", rate);
    set(settings, "readers", readers);
    return settings;
  }

  private static void set(List<String> settings, String key, Object value) {
    if (value != null) {
      settings.addAll(List.of("--backfill." + key, value.toString()));
    }
  }

  static String paths(List<String> paths) {
    for (String path : paths) {
      if (path.contains(",")) {
        throw new CommandFailure(path + ": a list of files has commas between names, not in them");
      }
    }
    return paths.isEmpty() ? null : String.join(",", paths.stream().map(Place::of).toList());
  }
}
