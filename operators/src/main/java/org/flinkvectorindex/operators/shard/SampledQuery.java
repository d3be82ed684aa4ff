package org.flinkvectorindex.operators.shard;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.flinkvectorindex.index.ExactScan;
import org.flinkvectorindex.operators.recall.CheckedAnswer;
import org.flinkvectorindex.operators.recall.Recalled;
import org.flinkvectorindex.operators.scatter.ShardQuery;

/**
 * A query that is answered exactly as well, over the vectors that were live when it was asked: one
 * that leaves before it was compared is compared at that moment, one that arrives is left out.
 */
final class SampledQuery {

  /** What the query is answered with, at one level of effort. */
  record Tried(int level, float[] found) {}

  private final Shard shard;
  private final ShardQuery asked;
  private final int shards;
  private final List<Tried> tried;
  private final float[] found;
  private final ExactScan scan;
  private final int end;
  private final BitSet done = new BitSet();
  private final float[] nearest;
  private int count;
  private int next;

  /**
   * @param shards how many the collection has
   * @param found distances of the answer, ascending
   * @param scan aimed at the query
   */
  SampledQuery(
      Shard shard, ShardQuery asked, int shards, float[] found, List<Tried> tried, ExactScan scan) {
    this.shard = shard;
    this.asked = asked;
    this.shards = shards;
    this.found = found;
    this.tried = tried;
    this.scan = scan;
    end = scan.high();
    nearest = new float[asked.query().k()];
  }

  Shard shard() {
    return shard;
  }

  String key() {
    return asked.key();
  }

  List<Tried> tried() {
    return tried;
  }

  /** Compares so many slots; whether all are through. */
  boolean step(int slots) {
    int until = Math.min(end, next + slots);
    for (; next < until; next++) {
      if (scan.live(next) && !done.get(next)) {
        offer(scan.distance(next));
      }
    }
    return next >= end;
  }

  /** A live vector is about to go. */
  void leaving(int slot) {
    if (slot >= next && slot < end && !done.get(slot)) {
      offer(scan.distance(slot));
      done.set(slot);
    }
  }

  /** A vector came that was not there. */
  void arrived(int slot) {
    if (slot >= next && slot < end) {
      done.set(slot);
    }
  }

  private void offer(float distance) {
    if (count == nearest.length && distance >= nearest[count - 1]) {
      return;
    }
    int at = count < nearest.length ? count++ : count - 1;
    for (; at > 0 && nearest[at - 1] > distance; at--) {
      nearest[at] = nearest[at - 1];
    }
    nearest[at] = distance;
  }

  CheckedAnswer answer() {
    return new CheckedAnswer(
        asked.asking(),
        asked.query().collection(),
        asked.shard(),
        shards,
        nearest.length,
        found,
        exact());
  }

  /** Recall of the query with what was found, as far as this shard can say. */
  double estimate(float[] with) {
    return Recalled.estimate(with, exact(), nearest.length, shards);
  }

  private float[] exact() {
    return Arrays.copyOf(nearest, count);
  }
}
