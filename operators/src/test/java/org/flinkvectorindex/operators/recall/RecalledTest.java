package org.flinkvectorindex.operators.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecalledTest {

  private static CheckedAnswer part(int shard, int k, float[] found, float[] exact) {
    return new CheckedAnswer("q", "words", shard, 2, k, found, exact);
  }

  @Test
  void countsByDistanceOverAllShards() {
    List<CheckedAnswer> parts =
        List.of(
            part(0, 3, new float[] {1, 5, 9}, new float[] {1, 2, 5}),
            part(1, 3, new float[] {3, 4, 6}, new float[] {3, 4, 6}));
    // The true nearest are 1, 2, 3; answered are 1, 3, 4.
    assertThat(Recalled.of(parts)).isEqualTo(2 / 3.0);
  }

  @Test
  void whatIsAsNearAsTheLastIsRight() {
    assertThat(Recalled.of(List.of(part(0, 2, new float[] {1, 2, 2}, new float[] {1, 2, 2}))))
        .isEqualTo(1);
  }

  @Test
  void fewerThanWereAskedForMayBeAll() {
    assertThat(
            Recalled.of(
                List.of(
                    part(0, 10, new float[] {1}, new float[] {1, 2}),
                    part(1, 10, new float[0], new float[0]))))
        .isEqualTo(0.5);
    assertThat(
            Recalled.of(
                List.of(
                    part(0, 10, new float[0], new float[0]),
                    part(1, 10, new float[0], new float[0]))))
        .isEqualTo(1);
  }

  /** What shards estimate alone is, on average, the recall of queries. */
  @Test
  void theEstimateOfOneShardIsThatOfAll() {
    long seed = System.nanoTime();
    System.out.println("RecalledTest: seed " + seed);
    Random random = new Random(seed);
    int shards = 8;
    int k = 10;
    double truth = 0;
    double estimate = 0;
    int runs = 4_000;
    for (int run = 0; run < runs; run++) {
      List<List<Float>> exact = lists(shards);
      List<List<Float>> found = lists(shards);
      for (int rank = 0; rank < 200; rank++) {
        int shard = random.nextInt(shards);
        if (exact.get(shard).size() < k) {
          exact.get(shard).add((float) rank);
        }
        // The farther in its shard, the likelier to be missed: a shard knows of no other.
        int rankInShard = exact.get(shard).size();
        if (found.get(shard).size() < k && random.nextDouble() > 0.02 + 0.04 * rankInShard) {
          found.get(shard).add((float) rank);
        }
      }
      List<CheckedAnswer> parts = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        parts.add(part(shard, k, floats(found.get(shard)), floats(exact.get(shard))));
        estimate +=
            Recalled.estimate(floats(found.get(shard)), floats(exact.get(shard)), k, shards)
                / shards;
      }
      truth += Recalled.of(parts);
    }
    assertThat(estimate / runs).isCloseTo(truth / runs, within(0.01));
  }

  private static List<List<Float>> lists(int count) {
    List<List<Float>> lists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }
}
