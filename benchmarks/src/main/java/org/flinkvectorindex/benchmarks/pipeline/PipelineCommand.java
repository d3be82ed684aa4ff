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

  @Override
  public Integer call() throws Exception {
    output.require(seconds >= 1, "--seconds", seconds, "1 or more");
    output.require(warmUpSeconds >= 0, "--warm-up", warmUpSeconds, "0 or more");
    output.require(queryRate >= 0 && queryRate < 1e9, "--query-rate", queryRate, "0 or more");
    output.require(parallelism >= 1, "--parallelism", parallelism, "1 or more");
    output.require(shards >= 1, "--shards", shards, "1 or more");
    options.requireEffort(output, ef);
    output.require(batchRows >= 1, "--batch-rows", batchRows, "1 or more");
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
    double perSecond = max ? Double.POSITIVE_INFINITY : positive(rate);
    output.require(
        warmUpSeconds == 0 || preload > 0, "--warm-up", warmUpSeconds, "0 without --preload");
    int rows = (int) Math.min(base.count() - preload, Math.round(perSecond * seconds));
    output.require(rows >= 1, "--rate", rate, "at least a change in --seconds");
    if (!max && rows < Math.round(perSecond * seconds)) {
      output.progress("--base has rows for %.1f of the %d s", rows / perSecond, seconds);
    }
    // Java compiles a job for half a minute; what it does meanwhile is in no figure.
    int warmUp = max ? Math.max(1, rows / WARM_UP_SHARE) : preload;
    output.progress("the library alone: %,d rows in %d threads", preload + rows, parallelism);
    Course library =
        new BareIndex(options.spec(base.dimension(), data.metric()), shards, parallelism, batchRows)
            .insert(base, preload + rows);
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
            client.warmUp(preload, perSecond, queryRate, warmUpSeconds);
            output.progress("%,d checkpoints while all warmed up", warming.stop());
          }
        }
      }
      long untimed = flink.lastCheckpoint();
      Measured measured =
          max
              ? client.drain(
                  file ? InsertCount::now : client::indexed, warmUp, rows, queryRate, seconds)
              : client.stream(preload, rows, perSecond, queryRate, seconds * 10L);
      Durations sync = flink.synchronousParts(untimed);
      // What came twice, after a failure, is no row more.
      long until = Math.min(measured.until(), preload + rows);
      double bare = library.perSecond(Math.min(measured.from(), until), until);
      double recall = client.recall(data.metric(), preload + rows);
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
          recall,
          "checkpoints",
          sync.count(),
          "sync_ms_p50",
          sync.quantileMicros(0.5) / 1e3,
          "sync_ms_max",
          sync.maxMicros() / 1e3);
    }
    return 0;
  }

  private double positive(String value) {
    try {
      double number = Double.parseDouble(value);
      if (number > 0 && number < 1e9) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    throw new ParameterException(
        command.commandLine(), "--rate is '" + value + "', allowed: max, or a number above 0");
  }
}
