package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.flinkvectorindex.index.ExactScan;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.operators.recall.CheckedAnswer;
import org.flinkvectorindex.operators.recall.Effort;
import org.flinkvectorindex.operators.recall.RecallSpec;
import org.flinkvectorindex.operators.recall.Recalled;
import org.junit.jupiter.api.Test;

/**
 * Real graphs and lists in several shards: recall of whole queries, steered by what each shard
 * knows.
 */
class SteeredRecallTest {
  private static final int SHARDS = 4;
  private static final int DIMENSION = 24;
  private static final int K = 10;
  private static final int VECTORS = 6_000;
  private static final double TARGET = 0.95;

  @Test
  void isHeldByCandidatesWhileTheDataDriftAndChange() {
    holds(new Structure.Hnsw(6, 40), K);
  }

  @Test
  void isHeldByProbesWhileTheDataDriftAndChange() {
    // A list more or less is much where there are few.
    holds(new Structure.Ivf(0, 64), 8);
  }

  /**
   * @param least effort at which recall may be above the target
   */
  private static void holds(Structure structure, int least) {
    long seed = System.nanoTime();
    System.out.println("SteeredRecallTest: seed " + seed);
    Random random = new Random(seed);
    List<VectorIndex> shards = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      shards.add(
          VectorIndex.create(new IndexSpec(structure, DIMENSION, Metric.L2, 0.5), new NoStore()));
    }
    Effort effort = new Effort(new RecallSpec(1, TARGET, 4, 1_000), 200);
    // Data that fill some dimensions are easy, those that fill all are hard.
    int[] filled = {6, DIMENSION};
    for (int phase = 0; phase < 2; phase++) {
      for (int i = 0; i < VECTORS; i++) {
        put(shards, i, vector(random, filled[phase]));
      }
      double sum = 0;
      int counted = 0;
      for (int query = 0; query < 3_000; query++) {
        put(shards, random.nextInt(VECTORS), vector(random, filled[phase]));
        double recall = ask(shards, vector(random, filled[phase]), effort);
        if (query >= 1_000) {
          sum += recall;
          counted++;
        }
      }
      System.out.printf("SteeredRecallTest: %.4f with ef %d%n", sum / counted, effort.now());
      assertThat(sum / counted).isGreaterThan(TARGET - 0.01);
      if (effort.now() > least) {
        assertThat(sum / counted).isLessThan(TARGET + 0.03);
      }
    }
  }

  private static void put(List<VectorIndex> shards, int id, float[] vector) {
    VectorIndex shard = shards.get(id % SHARDS);
    shard.upsert("id" + id, vector, 0);
    shard.commit();
  }

  private static double ask(List<VectorIndex> shards, float[] query, Effort effort) {
    List<CheckedAnswer> answers = new ArrayList<>();
    List<float[][]> tried = new ArrayList<>();
    int lowest = effort.lowest();
    int highest = effort.highest();
    for (int shard = 0; shard < SHARDS; shard++) {
      float[] exact = exact(shards.get(shard), query);
      SearchHits found = shards.get(shard).search(query, K, effort.now());
      answers.add(new CheckedAnswer("q", "words", shard, SHARDS, K, found.distances(), exact));
      float[][] levels = new float[highest + 1][];
      for (int level = lowest; level <= highest; level++) {
        levels[level] = shards.get(shard).search(query, K, effort.at(level)).distances();
      }
      tried.add(levels);
    }
    for (int shard = 0; shard < SHARDS; shard++) {
      for (int level = lowest; level <= highest; level++) {
        effort.learn(
            level,
            Recalled.estimate(tried.get(shard)[level], answers.get(shard).exact(), K, SHARDS));
      }
    }
    effort.decide();
    return Recalled.of(answers);
  }

  private static float[] exact(VectorIndex shard, float[] query) {
    ExactScan scan = shard.exactly();
    scan.aim(query);
    SampledQuery sampled = SampledQueryTest.asked(query, K, scan);
    while (!sampled.step(64)) {}
    return sampled.answer().exact();
  }

  private static float[] vector(Random random, int filled) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < filled; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
