package org.flinkvectorindex.benchmarks.demo;

import java.util.concurrent.Callable;
import org.flinkvectorindex.benchmarks.local.LocalFlink;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalPulsar;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.connectors.local.ServerFolder;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.endtoend.LoggedShards;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bin/demo}: the whole system on this machine, for a few dozen seconds. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "A real stream, indexed and queried end to end. Exit status 0 if all held.")
public final class Demo implements Callable<Integer> {
  private static final int PARALLELISM = 2;
  private static volatile boolean ending;

  @Spec private CommandSpec command;

  @Option(
      names = "--words",
      defaultValue = "20000",
      description = "Words to index, 1000 to 20000; default: ${DEFAULT-VALUE}.")
  private int words;

  @Option(
      names = "--rate",
      defaultValue = "500",
      description = "Words a second, 1 to 100000; default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--query-rate",
      defaultValue = "50",
      description = "Queries a second, open loop, 1 to 10000; default: ${DEFAULT-VALUE}.")
  private int queryRate;

  @Option(names = "--pulsar", description = "Words come from a Pulsar, as Protobuf.")
  private boolean pulsar;

  @Option(names = "--keep", description = "Stay up after the end, until Ctrl-C.")
  private boolean keep;

  @Option(names = "--json", description = "Only the last line to stdout, the account to stderr.")
  private boolean json;

  private final Progress progress = new Progress();
  private Account account;

  private Demo() {}

  public static void main(String[] arguments) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true));
    System.exit(
        new CommandLine(new Demo())
            .setExecutionExceptionHandler((e, commandLine, parsed) -> failed(e))
            .execute(arguments));
  }

  /** What breaks because the servers are being stopped is no news. */
  private static int failed(Exception e) {
    if (!ending) {
      System.err.println();
      e.printStackTrace();
    }
    return 1;
  }

  @Override
  public Integer call() throws Exception {
    require("--words", words, 1000, 20_000);
    require("--rate", rate, 1, 100_000);
    require("--query-rate", queryRate, 1, 10_000);
    long started = System.nanoTime();
    account = new Account(json ? System.err : System.out, progress);
    account.act("A broker, a cache, a cluster");
    progress.begin(pulsar ? "Kafka, Pulsar and Redis start …" : "Kafka and Redis start …");
    try (LocalKafka kafka = LocalKafka.open();
        LocalRedis redis = LocalRedis.open()) {
      account.fact("Kafka", "%s", kafka.bootstrapServers());
      account.fact("Redis", "%s", redis.uri());
      if (!pulsar) {
        Outlet vectors = new KafkaOutlet(kafka);
        return tell(DemoJob.options(kafka, redis), kafka, redis, vectors, started);
      }
      try (LocalPulsar broker = LocalPulsar.open()) {
        account.fact("Pulsar", "%s", broker.serviceUrl());
        Outlet vectors = new PulsarOutlet(broker);
        JobOptions job = DemoJob.options(kafka, broker, redis);
        return tell(job, kafka, redis, vectors, started);
      }
    }
  }

  /**
   * @param vectors closed at the end
   * @param started when the demo did, {@link System#nanoTime()}
   */
  private int tell(JobOptions job, LocalKafka kafka, LocalRedis redis, Outlet vectors, long started)
      throws Exception {
    try (ServerFolder folder = new ServerFolder("demo");
        LoggedShards shards = new LoggedShards();
        LocalFlink flink = new LocalFlink(PARALLELISM, folder);
        Conversation conversation = new Conversation(kafka, vectors);
        Cache cache = new Cache(redis)) {
      account.fact("Flink's web interface", "%s", flink.address());
      Story story =
          new Story(
              new Story.Stage(job, flink, shards, conversation, cache),
              Words.load(folder.path()),
              account,
              progress);
      boolean held = story.tell(words, rate, queryRate, started);
      if (keep) {
        System.err.printf("Still up: %s. Ctrl-C ends it.%n", flink.address());
        Thread.currentThread().join();
      }
      return held ? 0 : 1;
    }
  }

  private void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          command.commandLine(),
          "%s is %d, allowed: %d to %d".formatted(option, value, least, most));
    }
  }
}
