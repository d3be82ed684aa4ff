package org.flinkvectorindex.benchmarks.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.flinkvectorindex.benchmarks.Durations;
import org.flinkvectorindex.benchmarks.ExactAnswers;
import org.flinkvectorindex.benchmarks.Output;
import org.flinkvectorindex.benchmarks.local.Await;
import org.flinkvectorindex.benchmarks.local.LocalFlink;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.benchmarks.local.OpenLoop;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.SourcePlace;
import org.flinkvectorindex.jobs.endtoend.LoggedShards;

/** What is done with the system, in order, and what is told of it. */
final class Story {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int K = 10;

  /** One word in so many comes before the clock runs. */
  private static final int WARM_UP_SHARE = 10;

  private static final String NEWCOMER = "flink";

  /** Frequent enough for some to be there whatever the number of words. */
  private static final List<String> PROBES =
      List.of("coffee", "einstein", "saxophone", "wolf", "france", "music", "river", "king");

  /** What it plays on. */
  record Stage(
      JobOptions job,
      LocalFlink flink,
      LoggedShards shards,
      Conversation conversation,
      Cache cache) {}

  private final Stage stage;
  private final Conversation conversation;
  private final Words words;
  private final Account account;
  private final Progress progress;
  private int[] rows;

  private double recall;
  private double freshnessP50;
  private double freshnessP99;
  private double queryP50;
  private double queryP99;

  Story(Stage stage, Words words, Account account, Progress progress) {
    this.stage = stage;
    this.conversation = stage.conversation();
    this.words = words;
    this.account = account;
    this.progress = progress;
  }

  /** All of it; whether everything held. */
  boolean tell(int count, int rate, int queryRate, long started) throws Exception {
    rows = words.rows(count);
    submit();
    stream(rate, queryRate);
    ask();
    change();
    readCache();
    measureRecall();
    Recovery.Outcome recovery = new Recovery(stage, words, rows, account, progress).play();
    boolean redisEqual = compareCache();
    int indexed = conversation.indexed();
    boolean held =
        indexed >= count
            && conversation.deadLetters().size() == 1
            && recall >= 0.95
            && recovery.equal()
            && redisEqual
            && conversation.unanswered() == 0
            && conversation.incomplete() == 0;
    account.line("");
    account.line(held ? "Everything held." : "Not everything held: see the last line.");
    System.out.println(
        Output.json(
            "indexed",
            indexed,
            "queries",
            conversation.asked(),
            "unanswered",
            conversation.unanswered(),
            "incomplete",
            conversation.incomplete(),
            "dead_letters",
            conversation.deadLetters().size(),
            "recall_at_10",
            recall,
            "freshness_p50_ms",
            freshnessP50,
            "freshness_p99_ms",
            freshnessP99,
            "query_p50_ms",
            queryP50,
            "query_p99_ms",
            queryP99,
            "restored_equal",
            recovery.equal(),
            "redis_equal",
            redisEqual,
            "restore_seconds",
            recovery.seconds(),
            "shards",
            DemoJob.SHARDS,
            "parallelism",
            2,
            "delivery",
            "at-least-once",
            "seconds",
            (System.nanoTime() - started) / 1e9));
    return held;
  }

  private void submit() throws Exception {
    progress.begin("the job starts …");
    stage.flink().submit(stage.job());
    Await.until("the job", PATIENCE, stage.flink()::running);
    account.fact("The job", "runs: %d shards in RocksDB, 2 subtasks", DemoJob.SHARDS);
  }

  private void stream(int rate, int queryRate) throws Exception {
    boolean pulsar = stage.job().vectors().get(0).source().place() instanceof SourcePlace.Pulsar;
    account.act(
        "Words arrive through %s, and are asked for meanwhile"
            .formatted(pulsar ? "Pulsar" : "Kafka"));
    progress.begin("the first words …");
    int warmUp = rows.length / WARM_UP_SHARE;
    talk(0, warmUp, rate, queryRate, false);
    double seconds = talk(warmUp, rows.length - warmUp, rate, queryRate, true);
    Durations freshness = conversation.freshness();
    Durations latency = conversation.latency();
    freshnessP50 = freshness.quantileMicros(0.5) / 1e3;
    freshnessP99 = freshness.quantileMicros(0.99) / 1e3;
    queryP50 = latency.quantileMicros(0.5) / 1e3;
    queryP99 = latency.quantileMicros(0.99) / 1e3;
    account.fact(
        "Indexed",
        "%,d words, of which %,d in %.1f s",
        conversation.indexed(),
        rows.length - warmUp,
        seconds);
    account.fact("Searchable after", "%s", quantiles(freshnessP50, freshnessP99));
    account.fact("Asked meanwhile", "%,d questions, %d a second", latency.count(), queryRate);
    account.fact("Answered after", "%s", quantiles(queryP50, queryP99));
    account.line("Timed outside the job, from the moment at which each should have been");
    account.line("sent; the first %,d words, while Java warms up, are not counted.", warmUp);
    for (JsonNode letter : conversation.deadLetters()) {
      account.line("");
      account.line("One record was refused, and is kept in the topic of dead letters:");
      account.line(
          "%s: %s, at offset %s",
          letter.get("reason").asText(),
          letter.get("detail").asText(),
          letter.get("origin").get("offset"));
    }
    showWindows();
  }

  /** Sends some of the words and asks until all are visible; how many seconds that took. */
  private double talk(int from, int count, int rate, int queryRate, boolean timed)
      throws Exception {
    OpenLoop writing =
        new OpenLoop(
            rate,
            count,
            (number, intended) ->
                conversation.send(put(rows[from + (int) number]), intended, timed));
    OpenLoop asking =
        new OpenLoop(
            queryRate,
            Long.MAX_VALUE,
            (number, intended) ->
                conversation.ask(
                    words.queries().row((int) (number % words.queries().count())),
                    intended,
                    timed));
    long started = System.nanoTime();
    Thread writer = new Thread(writing, "writes");
    Thread asker = new Thread(asking, "asks");
    writer.setDaemon(true);
    asker.setDaemon(true);
    writer.start();
    asker.start();
    Await.until(
        "the last word",
        PATIENCE.plusSeconds(count / rate),
        () -> {
          progress.show(
              "   %s%,d of %,d words, %,d questions",
              progress.bar(conversation.indexed() / (double) rows.length),
              conversation.indexed(),
              rows.length,
              conversation.asked());
          return !writer.isAlive() && conversation.unseen() == 0;
        });
    double seconds = (System.nanoTime() - started) / 1e9;
    asking.stop();
    asker.join();
    Await.until("the last answers", PATIENCE, () -> conversation.unanswered() == 0);
    return seconds;
  }

  /** What was emitted so far: the last windows pass when more words come. */
  private void showWindows() {
    Statistics statistics = conversation.statistics();
    List<JsonNode> windows = statistics.of("ten-seconds");
    if (windows.isEmpty()) {
      return;
    }
    account.line("");
    account.line("What the job itself says of it, in windows of ten seconds:");
    account.line("");
    account.line("%s", Statistics.head());
    long begin = windows.get(0).path("start").asLong();
    for (JsonNode window : windows) {
      account.line("%s", Statistics.row(window, begin));
    }
    account.line("");
    account.line("Words come by frequency, so they do drift: beyond 1 it is neither chance nor");
    account.line(
        "small. Recall is in hundredths, with its 95 %% interval, of a tenth of the answers.");
  }

  private static String quantiles(double p50, double p99) {
    return "%.0f ms (median), %.0f ms (99 of 100)".formatted(p50, p99);
  }

  private Sent.Put put(int row) {
    return new Sent.Put(
        words.name(row), words.vector(row), System.currentTimeMillis(), OptionalInt.of(row + 1));
  }

  private void ask() throws Exception {
    account.act("Neighbours, and how similar they are");
    List<String> probes =
        PROBES.stream().filter(word -> words.row(word) < rows.length).limit(4).toList();
    List<Answer> answers = new ArrayList<>();
    for (String probe : probes) {
      answers.add(conversation.ask(words.vector(probe)));
    }
    account.neighbours(probes, answers, 6);
    account.line("");
    for (List<String> sum :
        List.of(List.of("king", "man", "woman"), List.of("paris", "france", "germany"))) {
      Answer answer = conversation.ask(words.sum(sum.get(0), sum.get(1), sum.get(2)));
      account.line(
          "%-24s =  %s",
          "%s - %s + %s".formatted(sum.toArray()), Account.names(without(answer, sum), 3));
    }
  }

  private static Answer without(Answer answer, List<String> ids) {
    return new Answer(
        answer.neighbours().stream().filter(each -> !ids.contains(each.id())).toList(),
        answer.complete(),
        answer.nanos());
  }

  private void change() throws Exception {
    account.act("The index follows the stream");
    float[] quick = words.between("quick", "fast");
    float[] river = words.between("river", "ocean");
    account.fact("near quick and fast:", "%s", Account.names(conversation.ask(quick), 5));
    follow("flink arrives there", newcomer(quick), quick, answer -> answer.names(NEWCOMER));
    follow("flink moves to the sea", newcomer(river), quick, answer -> !answer.names(NEWCOMER));
    account.fact("near river and ocean:", "%s", Account.names(conversation.ask(river), 5));
    follow(
        "flink is deleted",
        new Sent.Removal(NEWCOMER, System.currentTimeMillis()),
        river,
        answer -> !answer.names(NEWCOMER));
  }

  private static Sent.Put newcomer(float[] vector) {
    return new Sent.Put(NEWCOMER, vector, System.currentTimeMillis(), OptionalInt.empty());
  }

  /** Sends a change, then asks until the answer shows it. */
  private void follow(String what, Sent change, float[] question, Predicate<Answer> shows)
      throws Exception {
    long sent = System.nanoTime();
    conversation.send(change, sent, false);
    Answer answer = conversation.ask(question);
    long deadline = sent + PATIENCE.toNanos();
    while (!shows.test(answer) && System.nanoTime() < deadline) {
      answer = conversation.ask(question);
    }
    if (!shows.test(answer)) {
      throw new IllegalStateException(what + ", but no answer shows it: " + answer);
    }
    double millis = (System.nanoTime() - sent) / 1e6;
    account.fact(what + ":", "%s", Account.names(answer, 5));
    account.fact("", "(the answer shows it %.0f ms after it was sent)", millis);
  }

  private void readCache() throws Exception {
    account.act("What an application reads from Redis");
    String word = PROBES.stream().filter(each -> words.row(each) < rows.length).findFirst().get();
    Await.until("the deletion in Redis", PATIENCE, () -> stage.cache().tombstone(NEWCOMER) != null);
    Await.until(
        word + " in Redis",
        PATIENCE,
        () -> stage.cache().word(word).keySet().containsAll(List.of("v", "a", "n", "ts")));
    Map<String, byte[]> hash = stage.cache().word(word);
    account.line("%s", Cache.key(word));
    boolean same = Arrays.equals(hash.get("v"), Messages.bytes(words.vector(word)));
    account.line(
        "  v   %d bytes, %s", hash.get("v").length, same ? "bit for bit as sent" : "NOT as sent");
    for (String field : List.of("a", "n", "ts")) {
      account.line("  %-3s %s", field, new String(hash.get(field), StandardCharsets.UTF_8));
    }
    account.line("%s", Cache.key(NEWCOMER));
    account.line(
        "  %s", stage.cache().word(NEWCOMER).isEmpty() ? "is gone, as it was deleted" : "IS THERE");
  }

  private void measureRecall() throws Exception {
    account.act("How good the answers are");
    progress.begin("exact search beside the job …");
    List<Answer> answers = conversation.askAll(words.queries());
    ExactAnswers exact = new ExactAnswers(words.vectors(), words.queries(), Metric.COSINE);
    int[] valid =
        Arrays.stream(rows).filter(row -> !words.name(row).equals(Words.REFUSED)).toArray();
    long right = 0;
    for (int q = 0; q < answers.size(); q++) {
      int[] found =
          answers.get(q).neighbours().stream().mapToInt(each -> words.row(each.id())).toArray();
      right += exact.right(q, found, exact.kth(q, K, valid));
    }
    recall = right / (double) (answers.size() * K);
    account.fact(
        "Recall", "%.1f %% of the true ten nearest, over %d words", 100 * recall, answers.size());
    conversation
        .statistics()
        .lastWithRecall("half-minute")
        .ifPresent(
            window ->
                account.fact(
                    "As the job measures it",
                    "%s %%, of %d questions of half a minute",
                    Statistics.recall(window),
                    window.path("recall").path("samples").asInt()));
  }

  private boolean compareCache() throws Exception {
    Map<String, float[]> contents = conversation.contents();
    try {
      Await.until("Redis", Duration.ofSeconds(30), () -> stage.cache().holds(contents));
      account.fact("Redis", "all %,d words, each with its last vector, no other", contents.size());
      return true;
    } catch (TimeoutException e) {
      account.fact("Redis", "does NOT hold what was sent last");
      return false;
    }
  }
}
