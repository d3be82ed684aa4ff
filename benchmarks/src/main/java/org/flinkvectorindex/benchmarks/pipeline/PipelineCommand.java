package org.flinkvectorindex.benchmarks.pipeline;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.flinkvectorindex.benchmarks.DataOptions;
import org.flinkvectorindex.benchmarks.Durations;
import org.flinkvectorindex.benchmarks.IndexOptions;
import org.flinkvectorindex.benchmarks.Output;
import org.flinkvectorindex.benchmarks.Rows;
import org.flinkvectorindex.benchmarks.local.InsertCount;
import org.flinkvectorindex.benchmarks.local.LocalFlink;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.ServerFolder;
import org.flinkvectorindex.index.Metric;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The whole job, from Kafka to Kafka, and around it a client that knows nothing of its inside. With
 * a rate, changes and queries come open loop for some seconds; with {@code max}, the base vectors
 * lie in the topic before the job starts and are drained while queries come; the first half of them
 * is not timed.
 */
@Command(
    name = "pipeline",
    mixinStandardHelpOptions = true,
    description = "The whole job from an embedded Kafka: throughput, freshness, latency, recall.")
public final class PipelineCommand implements Callable<Integer> {
  private static final int WARM_UP_SHARE = 2;

  @Mixin private DataOptions data;
  @Mixin private IndexOptions options;
  @Mixin private Output output;
  @Spec private picocli.CommandLine.Model.CommandSpec command;

  @Option(
      names = "--rate",
      defaultValue = "max",
      description = "Changes a second, or max: drain a backlog; default: max.")
  private String rate;

  @Option(
      names = "--query-rate",
      defaultValue = "50",
      description = "Queries a second; default: ${DEFAULT-VALUE}.")
  private double queryRate;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description =
          "How long changes come, as far as --base has them; with max, how long is timed at most;"
              + " default: 60.")
  private int seconds;

  @Option(names = "--shards", defaultValue = "8", description = "Shards; default: 8.")
  private int shards;

  @Option(names = "--parallelism", defaultValue = "2", description = "Subtasks; default: 2.")
  private int parallelism;

  @Option(names = "--ef", defaultValue = "64", description = "Search effort; default: 64.")
  private int ef;

  @Option(
      names = "--preload",
      defaultValue = "0",
      description = "With a rate: rows that are indexed before measuring begins; default: 0.")
  private int preload;

  @Option(
      names = "--warm-up",
      defaultValue = "0",
      description =
          "With a rate: seconds of queries, updates of the rows of --preload and a checkpoint a second"
              + " before what is timed, until Java has compiled the job; default: 0.")
  private int warmUpSeconds;

  @Option(
      names = "--batch-rows",
      defaultValue = "32",
      description = "Changes in a batch at most, batch.max-rows; default: ${DEFAULT-VALUE}.")
  private int batchRows;

  @Option(
      names = "--source",
      defaultValue = "KAFKA",
      description =
          "With max, where vectors lie: in kafka, whose broker then has its part of the processor,"
              + " or in a file, as of a backfill, and changes are not published; default: kafka.")
  private Source source;

  private enum Source {
    KAFKA,
    FILE
  }

  @Option(
      names = "--checkpoints",
      defaultValue = "10 s",
      paramLabel = "INTERVAL",
      description = "Between checkpoints; default: ${DEFAULT-VALUE}.")
  private String checkpoints;

  @Option(
      names = "--rehearsals",
      defaultValue = "0",
      description =
          "Whole runs before that which is reported, in the same JVM, until Java has compiled all of"
              + " it; default: 0.")
  private int rehearsals;

  /** What one run of the job gave. */
  private record Run(Measured measured, double recall, Durations sync) {}

  @Override
  public Integer call() throws Exception {
    output.require(seconds >= 1, "--seconds", seconds, "1 or more");
    output.require(warmUpSeconds >= 0, "--warm-up", warmUpSeconds, "0 or more");
    output.require(queryRate >= 0 && queryRate < 1e9, "--query-rate", queryRate, "0 or more");
    output.require(parallelism >= 1, "--parallelism", parallelism, "1 or more");
    output.require(shards >= 1, "--shards", shards, "1 or more");
    options.requireEffort(output, ef);
    output.require(batchRows >= 1, "--batch-rows", batchRows, "1 or more");
    output.require(rehearsals >= 0, "--rehearsals", rehearsals, "0 or more");
    Vectors base = data.base();
    Vectors queries = data.queries(base);
    if (data.metric() == Metric.COSINE) { // A job has no place for rows without a direction.
      Rows.requireDirections("--base", base);
      Rows.requireDirections("--queries", queries);
    }
    output.require(
        preload >= 0 && preload < base.count(),
        "--preload",
        preload,
        "0 to less than the %d rows of --base".formatted(base.count()));
    boolean max = rate.equals("max");
    output.require(!max || preload == 0, "--preload", preload, "0 with --rate max");
    boolean file = source == Source.FILE;
    if (file && !max) {
      throw new ParameterException(command.commandLine(), "--source file goes with --rate max");
    }
    double perSecond = perSecond();
    output.require(
        warmUpSeconds == 0 || preload > 0, "--warm-up", warmUpSeconds, "0 without --preload");
    int rows = (int) Math.min(base.count() - preload, Math.round(perSecond * seconds));
    output.require(rows >= 1, "--rate", rate, "at least a change in --seconds");
    if (!max && rows < Math.round(perSecond * seconds)) {
      output.progress("--base has rows for %.1f of the %d s", rows / perSecond, seconds);
    }
    for (int i = 0; i < rehearsals; i++) {
      output.progress("rehearsal %d of %d", i + 1, rehearsals);
      run(base, queries, rows);
    }
    // The machine may change its pace meanwhile: the library has a turn on either side of the job.
    BareIndex library =
        new BareIndex(
            options.spec(base.dimension(), data.metric()), shards, parallelism, batchRows);
    output.progress("the library alone: %,d rows in %d threads", preload + rows, parallelism);
    Course before = library.insert(base, preload + rows);
    Run run = run(base, queries, rows);
    output.progress("the library alone once more");
    Course after = library.insert(base, preload + rows);
    Measured measured = run.measured();
    // What came twice, after a failure, is no row more.
    long until = Math.min(measured.until(), preload + rows);
    long from = Math.min(measured.from(), until);
    double bareBefore = before.perSecond(from, until);
    double bareAfter = after.perSecond(from, until);
    double bare = 2 / (1 / bareBefore + 1 / bareAfter); // Twice the rows in the time of both.
    Durations sync = run.sync();
    Durations freshness = measured.freshness();
    Durations latency = measured.latency();
    output.result(
        "op",
        "pipeline",
        "rate",
        rate,
        "source",
        source.name().toLowerCase(Locale.ROOT),
        "query_rate",
        queryRate,
        "shards",
        shards,
        "parallelism",
        parallelism,
        "delivery",
        "at-least-once",
        "batch_rows",
        batchRows,
        "checkpoint_interval",
        checkpoints,
        "ingested",
        rows,
        "timed_from",
        measured.from(),
        "timed_until",
        until,
        "seconds",
        measured.seconds(),
        "ingested_per_second",
        measured.perSecond(),
        "bare_index_per_second",
        bare,
        "bare_before",
        bareBefore,
        "bare_after",
        bareAfter,
        "rehearsals",
        rehearsals,
        "ratio",
        max ? measured.perSecond() / bare : Double.NaN, // Else what came was what was asked for.
        "freshness_p50_ms",
        freshness.quantileMicros(0.5) / 1e3,
        "freshness_p99_ms",
        freshness.quantileMicros(0.99) / 1e3,
        "queries",
        latency.count(),
        "unanswered",
        measured.unanswered(),
        "query_p50_ms",
        latency.quantileMicros(0.5) / 1e3,
        "query_p99_ms",
        latency.quantileMicros(0.99) / 1e3,
        "query_max_ms",
        latency.maxMicros() / 1e3,
        "recall",
        run.recall(),
        "checkpoints",
        sync.count(),
        "sync_ms_p50",
        sync.quantileMicros(0.5) / 1e3,
        "sync_ms_max",
        sync.maxMicros() / 1e3);
    return 0;
  }

  /** The job from its start to its end, and its client. */
  private Run run(Vectors base, Vectors queries, int rows) throws Exception {
    boolean max = rate.equals("max");
    boolean file = source == Source.FILE;
    // Java compiles a job for half a minute; what it does meanwhile is in no figure.
    int warmUp = max ? Math.max(1, rows / WARM_UP_SHARE) : preload;
    try (ServerFolder folder = new ServerFolder("pipeline");
        LocalKafka kafka = LocalKafka.open();
        LocalFlink flink = new LocalFlink(parallelism, folder);
        Client client = new Client(kafka, base, queries)) {
      client.createTopics();
      output.progress("the job: Kafka at %s", kafka.bootstrapServers());
      BenchJob job =
          new BenchJob(
              kafka.bootstrapServers(),
              base.dimension(),
              data.metric(),
              shards,
              options,
              ef,
              batchRows,
              checkpoints);
      if (max && !file) {
        client.sendAll(0, rows);
      }
      flink.submit(file ? job.fromFile(data.file().toAbsolutePath()) : job.fromTopic());
      client.listen(!file);
      if (!max) {
        client.sendAll(0, preload);
        client.awaitIndexed(preload, seconds * 10L);
        if (warmUpSeconds > 0) {
          try (Checkpointing warming = new Checkpointing(flink)) {
            client.warmUp(preload, perSecond(), queryRate, warmUpSeconds);
            output.progress("%,d checkpoints while all warmed up", warming.stop());
          }
        }
      }
      long untimed = flink.lastCheckpoint();
      Measured measured =
          max
              ? client.drain(
                  file ? InsertCount::now : client::indexed, warmUp, rows, queryRate, seconds)
              : client.stream(preload, rows, perSecond(), queryRate, seconds * 10L);
      Durations sync = flink.synchronousParts(untimed);
      return new Run(measured, client.recall(data.metric(), preload + rows), sync);
    }
  }

  private double perSecond() {
    if (rate.equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      double number = Double.parseDouble(rate);
      if (number > 0 && number < 1e9) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    throw new ParameterException(
        command.commandLine(), "--rate is '" + rate + "', allowed: max, or a number above 0");
  }
}
