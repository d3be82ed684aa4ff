package org.flinkvectorindex.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.Structure;
import org.junit.jupiter.api.Test;

class BareIndexTest {
  private static final int ROWS = 6000;
  private static final int DIMENSION = 16;

  /** Codes of another codebook are made of vectors that are read back. */
  @Test
  void vectorsMayBeInTheStoreOnly() throws Exception {
    Random random = new Random(3);
    float[] values = new float[ROWS * DIMENSION];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.exp(2 * random.nextGaussian());
    }
    IndexSpec spec =
        new IndexSpec(
            new Structure.Ivf(0, 0),
            DIMENSION,
            Metric.L2,
            0.5,
            new Quantizer(Quantizer.Kind.PQ, 2, 0, Originals.STORE));
    Vectors base = new Vectors(ROWS, DIMENSION, values);
    Course course = new BareIndex(spec, 2, 2, 32).insert(base, ROWS);
    assertThat(course.perSecond(ROWS / 2, ROWS)).isPositive();
    assertThat(course.perSecond(0, ROWS / 2)).isPositive();
  }
}
