package org.flinkvectorindex.benchmarks.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flinkvectorindex.benchmarks.local.Await;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.jobs.endtoend.LoggedShards;
import org.flinkvectorindex.jobs.topology.FlowOptions;

/** The act in which the job is killed, comes back, and is compared with what it was. */
final class Recovery {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int MOST_TRADED = 300;
  private static final int TRIES = 5;

  private final Story.Stage stage;
  private final Conversation conversation;
  private final Words words;
  private final int[] rows;
  private final Account account;
  private final Progress progress;

  /**
   * @param equal whether all was as before
   * @param seconds without an answer
   */
  record Outcome(boolean equal, double seconds) {}

  Recovery(Story.Stage stage, Words words, int[] rows, Account account, Progress progress) {
    this.stage = stage;
    this.conversation = stage.conversation();
    this.words = words;
    this.rows = rows;
    this.account = account;
    this.progress = progress;
  }

  /** Between two checkpoints: where a checkpoint came too soon, once more. */
  Outcome play() throws Exception {
    account.act("The crash");
    Crash crash = new Crash(stage.flink(), conversation, stage.shards());
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      progress.begin("a checkpoint, changes, a kill …");
      int saved = conversation.sent().size();
      long checkpoint = stage.flink().checkpoint();
      int traded = trade(attempt);
      List<Answer> before = conversation.askAll(words.queries());
      Crash.Comeback comeback = crash.happen(words.queries().row(0));
      if (comeback.checkpoint() == checkpoint) {
        return compare(saved, traded, before, comeback);
      }
    }
    throw new IllegalStateException(
        "%d times a checkpoint completed between the changes and the kill".formatted(TRIES));
  }

  /** The rarest words swap their vectors in pairs, and swap them back the next time. */
  private int trade(int attempt) throws Exception {
    List<Integer> rarest =
        Arrays.stream(rows).filter(row -> !words.name(row).equals(Words.REFUSED)).boxed().toList();
    int count = Math.min(MOST_TRADED, rarest.size() / 4) / 2 * 2;
    rarest = rarest.subList(rarest.size() - count, rarest.size());
    for (int i = 0; i < count; i++) {
      int taken = attempt % 2 == 1 ? rarest.get(i ^ 1) : rarest.get(i);
      conversation.send(
          new Sent.Put(
              words.name(rarest.get(i)),
              words.vector(taken),
              System.currentTimeMillis(),
              OptionalInt.of(rarest.get(i) + 1)),
          System.nanoTime(),
          false);
    }
    Await.until("the traded words", PATIENCE, () -> conversation.unseen() == 0);
    return count;
  }

  private Outcome compare(int saved, int traded, List<Answer> before, Crash.Comeback comeback)
      throws Exception {
    account.line(
        "Checkpoint %d was complete, then %d words changed, then Flink's",
        comeback.checkpoint(), traded);
    account.line("TaskManager was terminated inside its process: tasks, heap and RocksDB");
    account.line("gone, nothing saved. A new one took over and read those changes again.");
    account.line(
        "A question asked while nobody was there was answered %.1f s after", comeback.seconds());
    account.line("the kill.");
    progress.begin("the same questions again …");
    List<Answer> after = conversation.askAll(words.queries());
    long sameAnswers =
        Stream.iterate(0, q -> q < before.size(), q -> q + 1)
            .filter(q -> before.get(q).neighbours().equals(after.get(q).neighbours()))
            .count();

    progress.begin("the same changes, in a plain index beside the job …");
    Map<Integer, LoggedShards.Logged> then = stage.shards().inCheckpoint(comeback.checkpoint());
    Map<Integer, LoggedShards.Logged> back = stage.shards().restored();
    Map<Integer, LoggedShards.Logged> now = stage.shards().inCheckpoint(stage.flink().checkpoint());
    Twin twin = new Twin(FlowOptions.of(stage.job()).catalog().get(DemoJob.COLLECTION));
    List<Sent> sent = conversation.sent();
    List<Origin> places = conversation.places();
    Set<Integer> refused = conversation.refused();
    Map<Integer, LoggedShards.Logged> thenTwin = twin.after(sent, places, saved, refused);
    Map<Integer, LoggedShards.Logged> nowTwin = twin.after(sent, places, sent.size(), refused);
    account.line("");
    account.line("Two hashes of each shard, once the job had caught up; beside it a twin");
    account.line("that nothing happened to: the library, given the same changes in memory.");
    account.line("");
    account.line("%-7s%-9s%-20s%-20s%s", "shard", "vectors", "content", "graph", "twin");
    new TreeMap<>(now)
        .forEach(
            (shard, state) ->
                account.line(
                    "%-7d%-9d%-20s%-20s%s",
                    shard,
                    state.vectors(),
                    state.content().substring("content ".length()).substring(0, 16),
                    state.hashes().substring(state.hashes().length() - 16),
                    state.equals(nowTwin.get(shard)) ? "same" : "DIFFERENT"));
    account.line("");
    boolean restoredEqual = compare("Restored", back, then, "the checkpoint");
    boolean thenEqual = compare("The checkpoint", then, thenTwin, "the twin then");
    boolean nowEqual = compare("After catching up", now, nowTwin, "the twin now");
    account.fact(
        "The same questions",
        "%d of %d answers the same, distances too",
        sameAnswers,
        before.size());
    return new Outcome(
        restoredEqual && thenEqual && nowEqual && sameAnswers == before.size(), comeback.seconds());
  }

  private boolean compare(
      String name,
      Map<Integer, LoggedShards.Logged> shards,
      Map<Integer, LoggedShards.Logged> expected,
      String what) {
    boolean equal = shards.size() == DemoJob.SHARDS && shards.equals(expected);
    account.fact(
        name, "%s %s, both hashes of %d shards", equal ? "as" : "NOT as", what, shards.size());
    return equal;
  }
}
