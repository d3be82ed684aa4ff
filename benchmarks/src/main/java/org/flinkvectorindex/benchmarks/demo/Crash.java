package org.flinkvectorindex.benchmarks.demo;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flinkvectorindex.benchmarks.local.Await;
import org.flinkvectorindex.benchmarks.local.LocalFlink;
import org.flinkvectorindex.jobs.endtoend.RestoredShards;

/** Kills the job's only TaskManager and sees the job come back on a new one. */
final class Crash {
  private final LocalFlink flink;
  private final Conversation conversation;
  private final RestoredShards restored;
  private final int shards;

  Crash(LocalFlink flink, Conversation conversation, RestoredShards restored, int shards) {
    this.flink = flink;
    this.conversation = conversation;
    this.restored = restored;
    this.shards = shards;
  }

  /**
   * How it came back.
   *
   * @param checkpoint that it came back from
   * @param shards as the job found them: with hashes that it computed from what it restored, and
   *     compared with those in the checkpoint
   * @param seconds from the kill to the answer to a question that was asked while nobody was there
   */
  record Comeback(long checkpoint, Map<Integer, RestoredShards.Restored> shards, double seconds) {}

  Comeback happen(float[] question) throws Exception {
    restored.clear();
    long killed = System.nanoTime();
    flink.killTaskManager();
    CompletableFuture<Answer> answer = conversation.ask(question, killed, false);
    flink.startTaskManager();
    Await.until(
        "the job, after its TaskManager was killed,",
        Duration.ofMinutes(1),
        () -> restored.byShard().size() == shards && flink.running());
    double seconds = answer.get(1, TimeUnit.MINUTES).nanos() / 1e9;
    return new Comeback(flink.restoredCheckpoint(), restored.byShard(), seconds);
  }
}
