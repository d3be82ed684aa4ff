package org.flinkvectorindex.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ProductBlocksTest {
  private static final long SEED = 41;

  private final Random random = new Random(SEED);

  /** The first components are much longer than the last ones. */
  private float[] vector(Shape shape) {
    float[] given = new float[shape.dimension()];
    float[] vector = new float[shape.stride()];
    for (int i = 0; i < given.length; i++) {
      given[i] = (float) (random.nextGaussian() * Math.pow(0.01, i / (double) given.length) * 3);
    }
    shape.prepare(given, 0, vector, 0);
    return vector;
  }

  /** Blocks whose second codebook was learned. */
  private ProductBlocks blocks(Shape shape) {
    CodebookLearner learner = new CodebookLearner(shape.dimension(), KernelChoice.best().blocks());
    Codebook normal = Codebook.normal(shape.dimension());
    for (int i = 0; i < 4000; i++) {
      learner.learn(vector(shape), normal);
    }
    ProductBlocks blocks = new ProductBlocks(shape, KernelChoice.best().blocks());
    blocks.use(1, learner.take());
    return blocks;
  }

  private static double distance(Shape shape, float[] a, float[] b) {
    double dot = 0;
    double squares = 0;
    for (int i = 0; i < shape.dimension(); i++) {
      dot += (double) a[i] * b[i];
      squares += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return switch (shape.metric()) {
      case COSINE -> 1 - dot;
      case IP -> -dot;
      case L2 -> squares;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "COSINE,100",
    "COSINE,33",
    "L2,100",
    "L2,1",
    "IP,100",
    "IP,7",
  })
  void estimatesAreRightOnTheWholeAndHardlyEverBeyondTheirBound(Metric metric, int dimension) {
    Shape shape = new Shape(dimension, metric);
    ProductBlocks blocks = blocks(shape);
    int asked = 0;
    int beyond = 0;
    double[] errors = new double[2];
    double bias = 0;
    double spread = 0;
    float[][] vectors = new float[Blocks.LANES][];
    float[] out = new float[Blocks.LANES];
    float[] least = new float[Blocks.LANES];
    BlockProbe probe = blocks.probe();
    for (int round = 0; round < 60; round++) {
      int[] block = {blocks.take(0), blocks.take(1)};
      for (int lane = 0; lane < Blocks.LANES; lane++) {
        vectors[lane] = vector(shape);
        blocks.set(block[0], lane, vectors[lane]);
        blocks.set(block[1], lane, vectors[lane]);
      }
      float[] query = vector(shape);
      probe.aim(query);
      for (int book = 0; book < 2; book++) {
        probe.distances(block[book], out, least, 0);
        for (int lane = 0; lane < Blocks.LANES; lane++) {
          double exact = distance(shape, query, vectors[lane]);
          errors[book] += (out[lane] - exact) * (out[lane] - exact);
          if (book == 1) {
            asked++;
            beyond += least[lane] > exact + 1e-5 * Math.abs(exact) ? 1 : 0;
            bias += out[lane] - exact;
            spread += Math.abs(exact);
          }
        }
      }
      blocks.give(block[0]);
      blocks.give(block[1]);
    }
    assertThat(Math.abs(bias)).isLessThan(0.04 * spread);
    assertThat(beyond).as("of %d", asked).isLessThan(asked / 100);
    if (dimension > 1) {
      assertThat(errors[1]).as("learned").isLessThan(0.7 * errors[0]);
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void decodesMovesAndSumsWhatItCompares(Metric metric) {
    Shape shape = new Shape(33, metric);
    ProductBlocks blocks = blocks(shape);
    int first = blocks.take(1);
    int second = blocks.take(1);
    int other = blocks.take(0);
    assertThat(blocks.alike(first, second)).isTrue();
    assertThat(blocks.alike(first, other)).isFalse();
    float[] query = vector(shape);
    BlockProbe probe = blocks.probe().aim(query);
    float[] decoded = new float[shape.stride()];
    float[] moved = new float[shape.stride()];
    double[] sums = new double[33];
    double[] expected = new double[33];
    float[] out = new float[Blocks.LANES];
    float[] there = new float[Blocks.LANES];
    int lanes = 0b1001_0110_1111_0000_0101_1100_0011_1010;
    for (int lane = 0; lane < Blocks.LANES; lane++) {
      float[] vector = vector(shape);
      blocks.set(first, lane, vector);
      blocks.copy(first, lane, second, 31 - lane);
      blocks.get(first, lane, decoded);
      blocks.get(second, 31 - lane, moved);
      assertThat(moved).isEqualTo(decoded);
      double off = 0;
      double square = 0;
      for (int i = 0; i < 33; i++) {
        off += (decoded[i] - vector[i]) * (decoded[i] - vector[i]);
        square += vector[i] * vector[i];
        expected[i] += (lanes >> lane & 1) * decoded[i];
      }
      assertThat(off / square).isLessThan(0.5);
    }
    blocks.sum(first, lanes, sums);
    for (int i = 0; i < 33; i++) {
      assertThat(sums[i]).isCloseTo(expected[i], within(1e-9));
    }
    probe.distances(first, out, 0);
    probe.distances(second, there, 0);
    for (int lane = 0; lane < Blocks.LANES; lane++) {
      assertThat(there[31 - lane]).isEqualTo(out[lane]);
    }
  }

  @Test
  void aVectorOfZerosIsCodedAsOne() {
    Shape shape = new Shape(5, Metric.L2);
    ProductBlocks blocks = new ProductBlocks(shape, KernelChoice.best().blocks());
    int block = blocks.take(0);
    float[] decoded = new float[shape.stride()];
    blocks.set(block, 3, new float[shape.stride()]);
    blocks.get(block, 3, decoded);
    for (float component : decoded) {
      assertThat(component == 0).isTrue();
    }
    float[] out = new float[Blocks.LANES];
    float[] least = new float[Blocks.LANES];
    blocks.probe().aim(new float[] {1, 2, 3, 0, 0, 0, 0, 0}).distances(block, out, least, 0);
    assertThat(out[3]).isEqualTo(14);
    assertThat(least[3]).isEqualTo(14);
  }
}
