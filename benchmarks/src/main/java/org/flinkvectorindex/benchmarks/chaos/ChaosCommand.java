package org.flinkvectorindex.benchmarks.chaos;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.flinkvectorindex.benchmarks.demo.Cache;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.connectors.local.ServerFolder;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Invocation;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.console.cluster.Home;
import org.flinkvectorindex.console.inspect.SavedIndex;
import org.flinkvectorindex.console.inspect.ShardSummary;
import org.flinkvectorindex.console.job.Jobs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/chaos}. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Streams known inserts, updates, deletes and queries through a real Kafka into a real cluster",
      "of two TaskManagers, exactly once, with Redis as the cache; meanwhile kills TaskManagers and",
      "the JobManager (kill -9), restarts Kafka and Redis, rescales and upgrades by savepoint. Then",
      "compares contents, cache, answers and changes with a plain replay of the stream, and the",
      "hashes of every restored shard with its checkpoint's; whatever was done must have been",
      "followed by a restore of its own. Exit status 0 only if all is equal."
    })
public final class ChaosCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** Questions that are asked when all changes are applied. */
  private static final int AT_REST = 100;

  @Mixin private Output output;

  @Option(
      names = "--kills",
      defaultValue = "10",
      description = "Times that processes are killed; default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--seed",
      description = "Decides stream and kills, apart from timing; default: a new one, printed.")
  private Long seed;

  @Option(
      names = "--rate",
      defaultValue = "200",
      description = "Changes a second; a tenth as many queries; default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--index",
      defaultValue = "hnsw",
      description =
          "How vectors are found: ${COMPLETION-CANDIDATES}, in any case; default:"
              + " ${DEFAULT-VALUE}.")
  private Found index;

  @Option(
      names = "--keep",
      paramLabel = "FOLDER",
      description =
          "The cluster lives there, and its logs and last savepoint stay; a folder that is empty or"
              + " not there.")
  private Path keep;

  private long started;

  ChaosCommand() {}

  public static void main(String[] arguments) {
    System.exit(Invocation.of(new ChaosCommand(), arguments));
  }

  @Override
  public Integer call() throws Exception {
    output.require("--kills", kills, 0, 1_000);
    output.require("--rate", rate, 10, 10_000);
    if (keep != null) {
      requireEmpty(keep);
    }
    started = System.nanoTime();
    long chosen = seed == null ? System.nanoTime() : seed;
    output.progress("seed %d", chosen);
    try (ServerFolder folder = new ServerFolder("chaos");
        LocalKafka kafka = LocalKafka.open();
        LocalRedis redis = LocalRedis.open()) {
      Home home = new Home(keep == null ? folder.path().resolve("cluster") : keep);
      try (Guard guard = new Guard(home)) {
        return run(chosen, guard, kafka, redis);
      }
    }
  }

  /** What another run left there would be compared, as if it were this one's. */
  private static void requireEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    boolean empty = false;
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        empty = files.findAny().isEmpty();
      }
    }
    if (!empty) {
      throw new CommandFailure(
          "--keep is %s, which has something in it; allowed: a folder that is empty or not there"
              .formatted(folder));
    }
  }

  private int run(long chosen, Guard guard, LocalKafka kafka, LocalRedis redis) throws Exception {
    ChaosJob.createTopics(kafka);
    Random random = new Random(chosen);
    Chaos chaos = new Chaos(guard, kafka, redis, index, random, this::say);
    Map<String, Integer> done = new HashMap<>();
    say("the cluster starts");
    chaos.start();
    try (Traffic traffic = new Traffic(kafka, chosen, rate, 10);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      for (int kill = 1; kill <= kills; kill++) {
        chaos.kill();
        // Each of them at least once in any four kills.
        String also = List.of("upgrade", "rescale", "redis", "kafka").get(kill % 4);
        switch (also) {
          case "rescale" -> chaos.rescale();
          case "kafka" -> chaos.restartKafka();
          case "redis" -> chaos.restartRedis();
          default -> chaos.upgrade();
        }
        done.merge(also, 1, Integer::sum);
        say("%d of %d kills".formatted(kill, kills));
      }
      traffic.stop();
      say("%d changes were sent; waiting for their end".formatted(traffic.sent().size()));
      awaitDrained(admin, kafka, traffic);
      Replay replay = Replay.of(traffic.sent());
      boolean redisEqual = redisEqual(redis, replay);
      // What Redis has, shards have applied: from here on only one answer is right.
      Map<String, float[]> questions = traffic.askAtRest(AT_REST);
      awaitAnswers(kafka, traffic);
      String savepoint = chaos.stop(Jobs.Format.CANONICAL);
      say("comparing");
      SavedIndex saved = new SavedIndex(savepoint);
      List<ShardSummary> shards = saved.summaries(Map.of(), Optional.of(ChaosJob.COLLECTION));
      Verdict verdict = Verdict.of(replay, saved, shards);
      say(verdict.what());
      List<JsonNode> results = Topic.committed(kafka, ChaosJob.RESULTS);
      AnswerLog answers = AnswerLog.of(results, traffic.asked(), replay);
      say(answers.what());
      AtRest rest = AtRest.of(results, questions, replay);
      say(rest.what());
      ChangeLog changes =
          ChangeLog.of(
              Topic.committed(kafka, ChaosJob.CHANGES),
              replay,
              saved.accepted(ChaosJob.COLLECTION));
      say(changes.what());
      Lineage lineage = Lineage.read(guard.cluster().home().logs());
      say(lineage.differences());
      List<String> unlike = lineage.unlike(shards);
      say(unlike);
      List<Act> unfollowed = lineage.unfollowed(chaos.acts());
      unfollowed.forEach(act -> say("no restore of its own after " + act));
      boolean graphs = lineage.differences().isEmpty() && unlike.isEmpty() && unfollowed.isEmpty();
      boolean outputs = answers.holds() && rest.holds() && changes.holds();
      ObjectNode result = JSON.createObjectNode().put("op", "chaos");
      result.put("kills", kills).put("seed", chosen).put("index", index.name().toLowerCase(ROOT));
      verdict.put(result);
      result.put("restores_graph_equal", graphs).put("redis_equal", redisEqual);
      result.put("results_equal", outputs);
      result.put("changes_sent", traffic.sent().size()).put("changes_applied", changes.records());
      result.put("changes_accepted", changes.accepted()).put("changes_lost", changes.lost());
      result.put("queries", traffic.asked().size()).put("unanswered", answers.unanswered());
      result.put("twice", answers.twice() + changes.twice());
      result.put("wrong", answers.wrong() + rest.wrong() + changes.wrong());
      result.put("incomplete", answers.incomplete()).put("empty", answers.empty());
      result.put("queries_at_rest", rest.asked()).put("recall_at_rest", rest.recall());
      result.put("restores", lineage.restores()).put("restores_completed", lineage.completed());
      result.put("restores_expected", chaos.acts().size());
      result.put("restores_missing", unfollowed.size());
      result.put("shards_compared", lineage.shards());
      result.put("rescaled", done.getOrDefault("rescale", 0));
      result.put("upgraded", done.getOrDefault("upgrade", 0));
      result.put("kafka_restarts", done.getOrDefault("kafka", 0));
      result.put("redis_restarts", done.getOrDefault("redis", 0));
      result.put("ended_by_themselves", chaos.ended());
      result.put("shards", ChaosJob.SHARDS).put("delivery", "exactly-once");
      result.put("seconds", seconds());
      output.result(result, result.toString());
      return verdict.holds() && graphs && redisEqual && outputs ? 0 : 1;
    }
  }

  /**
   * All that was sent is in a checkpoint, and all questions are answered, as far as they ever are.
   */
  private void awaitDrained(Admin admin, LocalKafka kafka, Traffic traffic) throws Exception {
    Await.until(
        "the end of the stream",
        PATIENCE,
        () ->
            Topic.lag(admin, ChaosJob.GROUP, Traffic.VECTORS) == 0
                && Topic.lag(admin, ChaosJob.GROUP, Traffic.QUERIES) == 0);
    awaitAnswers(kafka, traffic);
  }

  private void awaitAnswers(LocalKafka kafka, Traffic traffic) throws Exception {
    try {
      Await.until(
          "all answers",
          PATIENCE,
          () -> Topic.committed(kafka, ChaosJob.RESULTS).size() >= traffic.asked().size());
    } catch (TimeoutException e) {
      say(e.getMessage());
    }
  }

  private boolean redisEqual(LocalRedis redis, Replay replay) throws Exception {
    try (Cache cache = new Cache(redis)) {
      Await.until(
          "Redis with all vectors and deletes",
          PATIENCE,
          () -> cache.holds(replay.live(), replay.deleted()));
      return true;
    } catch (TimeoutException e) {
      say(e.getMessage());
      return false;
    }
  }

  private double seconds() {
    return Math.round((System.nanoTime() - started) / 1e8) / 10.0;
  }

  private void say(List<String> what) {
    what.stream().limit(20).forEach(this::say);
  }

  private void say(String text) {
    output.progress("%6.1f s  %s", seconds(), text);
  }
}
