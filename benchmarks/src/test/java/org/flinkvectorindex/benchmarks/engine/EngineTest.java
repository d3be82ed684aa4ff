package org.flinkvectorindex.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.flinkvectorindex.benchmarks.ExactAnswers;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Structure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Those that need nothing but the JVM. */
class EngineTest {
  private static final int K = 10;
  private static final int ROWS = 500;
  private static final int DIMENSION = 20;
  private static final long SEED = 20261121;

  private static Workload work(Metric metric) {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    Structure.Hnsw links = new Structure.Hnsw(16, 100);
    return new Workload(
        random(random, ROWS),
        random(random, 30),
        new IndexSpec(links, DIMENSION, metric, 0.5),
        links,
        16,
        K);
  }

  /** Of lengths that differ. */
  private static Vectors random(Random random, int count) {
    float[] values = new float[count * DIMENSION];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * (1 + i / DIMENSION % 3));
    }
    return new Vectors(count, DIMENSION, values);
  }

  /**
   * With candidates for all rows the answers are right but for those that the graph does not lead
   * to: some by inner product, which is no distance.
   */
  private static void finds(Engine engine, Workload work) throws IOException {
    engine.insert(ROWS / 3);
    Inserts inserts = engine.insert(ROWS);
    assertThat(inserts.bytes()).isGreaterThan(4.0 * ROWS * DIMENSION);
    Answers answers = engine.search(ROWS);
    ExactAnswers exact = new ExactAnswers(work.base(), work.queries(), work.spec().metric());
    int[] all = IntStream.range(0, ROWS).toArray();
    int right = 0;
    for (int q = 0; q < work.queries().count(); q++) {
      assertThat(answers.rows()[q]).hasSize(K).doesNotHaveDuplicates();
      right += exact.right(q, answers.rows()[q], exact.kth(q, K, all));
    }
    assertThat(right / (double) (K * work.queries().count())).isGreaterThan(0.95);
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void own(Metric metric) throws IOException {
    Workload work = work(metric);
    try (Engine engine = new OwnEngine(work, 2)) {
      finds(engine, work);
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void jvector(Metric metric) throws IOException {
    Workload work = work(metric);
    try (Engine engine = Baseline.JVECTOR.open(work)) {
      finds(engine, work);
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void lucene(Metric metric) throws IOException {
    Workload work = work(metric);
    try (Engine engine = Baseline.LUCENE.open(work)) {
      finds(engine, work);
    }
  }
}
