package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.flinkvectorindex.index.ExactScan;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.operators.Samples;
import org.flinkvectorindex.operators.scatter.ShardQuery;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Exact answers to what was live when it was asked, however much changes meanwhile. */
class SampledQueryTest {
  private static final int K = 10;

  private final Map<String, float[]> live = new HashMap<>();
  private VectorIndex index;

  static Stream<Arguments> indexes() {
    Structure graph = new Structure.Hnsw(16, 64);
    Structure lists = new Structure.Ivf(8, 32);
    Quantizer codes = Quantizer.of(Quantizer.Kind.SQ8, 8, 0, Quantizer.Originals.HEAP);
    return Stream.of(
        arguments(graph, Quantizer.NONE, 1),
        arguments(graph, Quantizer.NONE, 7),
        arguments(graph, codes, 64),
        arguments(new Structure.Flat(), codes, 7),
        arguments(lists, Quantizer.NONE, 1),
        arguments(lists, Quantizer.NONE, 64),
        arguments(lists, codes, 7));
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void changesMeanwhileAreNotSeen(Structure structure, Quantizer quantizer, int step) {
    long seed = System.nanoTime();
    System.out.println("SampledQueryTest: seed " + seed);
    Random random = new Random(seed);
    for (int run = 0; run < 20; run++) {
      live.clear();
      index =
          VectorIndex.create(
              new IndexSpec(structure, Samples.DIMENSION, Metric.L2, 0.5, quantizer),
              new NoStore());
      for (int i = 0; i < 400; i++) {
        change(random, null);
      }
      float[] query = vector(random);
      float[] expected = nearest(query);
      ExactScan scan = index.exactly();
      scan.aim(query);
      SampledQuery sampled = asked(query, K, scan);
      while (!sampled.step(step)) {
        change(random, sampled);
        change(random, sampled);
      }
      assertThat(sampled.answer().exact()).isEqualTo(expected);
    }
  }

  /** Of a collection of one shard, with nothing found. */
  static SampledQuery asked(float[] query, int k, ExactScan scan) {
    ShardQuery asked = new ShardQuery("words/0", 0, "q", k, Samples.nearest(1, k, query));
    return new SampledQuery(null, asked, 1, new float[0], List.of(), scan);
  }

  /** As the shard operator does it. */
  private void change(Random random, SampledQuery sampled) {
    String id = "id" + random.nextInt(250);
    int before = index.slotOf(id);
    if (sampled != null && before != VectorIndex.NONE) {
      sampled.leaving(before);
    }
    if (random.nextInt(3) == 0) {
      index.delete(id);
      live.remove(id);
    } else {
      float[] vector = vector(random);
      index.upsert(id, vector, 0);
      live.put(id, vector);
    }
    index.commit();
    int after = index.slotOf(id);
    if (sampled != null && after != VectorIndex.NONE) {
      sampled.arrived(after);
    }
  }

  private float[] nearest(float[] query) {
    List<Float> all = new ArrayList<>();
    for (float[] vector : live.values()) {
      float sum = 0;
      for (int i = 0; i < query.length; i++) {
        sum += (query[i] - vector[i]) * (query[i] - vector[i]);
      }
      all.add(sum);
    }
    Collections.sort(all);
    float[] nearest = new float[Math.min(K, all.size())];
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = all.get(i);
    }
    return nearest;
  }

  /** Small whole numbers, so that sums are exact. */
  private static float[] vector(Random random) {
    float[] vector = new float[Samples.DIMENSION];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextInt(1000);
    }
    return vector;
  }
}
