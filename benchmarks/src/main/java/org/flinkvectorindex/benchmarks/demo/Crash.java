package org.flinkvectorindex.benchmarks.demo;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flinkvectorindex.benchmarks.local.Await;
import org.flinkvectorindex.benchmarks.local.LocalFlink;
import org.flinkvectorindex.jobs.endtoend.LoggedShards;

/** Kills the job's only TaskManager and sees the job come back on a new one. */
final class Crash {
  private final LocalFlink flink;
  private final Conversation conversation;
  private final LoggedShards shards;

  Crash(LocalFlink flink, Conversation conversation, LoggedShards shards) {
    this.flink = flink;
    this.conversation = conversation;
    this.shards = shards;
  }

  /**
   * How it came back.
   *
   * @param checkpoint that it came back from
   * @param seconds from the kill to the answer to a question that was asked while nobody was there
   */
  record Comeback(long checkpoint, double seconds) {}

  Comeback happen(float[] question) throws Exception {
    shards.forgetRestored();
    long killed = System.nanoTime();
    flink.killTaskManager();
    CompletableFuture<Answer> answer = conversation.ask(question, killed, false);
    flink.startTaskManager();
    Await.until(
        "the job, after its TaskManager was killed,",
        Duration.ofMinutes(1),
        () -> shards.restored().size() == DemoJob.SHARDS && flink.running());
    double seconds = answer.get(1, TimeUnit.MINUTES).nanos() / 1e9;
    return new Comeback(flink.restoredCheckpoint(), seconds);
  }
}
