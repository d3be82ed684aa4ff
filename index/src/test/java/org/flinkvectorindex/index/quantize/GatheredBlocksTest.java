package org.flinkvectorindex.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatheredBlocksTest {
  private static final int BLOCKS = 20;

  private final Random random = new Random(5);

  /** With 8,192 bytes a vector none lie side by side, with 1,536 five do. */
  @ParameterizedTest
  @CsvSource({"RABITQ, 4, 100, COSINE", "SQ8, 8, 1536, L2", "SQ8, 8, 8192, IP", "PQ, 2, 33, L2"})
  void areWhatTheyWere(Quantizer.Kind kind, int bits, int dimension, Metric metric) {
    Blocks blocks = blocks(kind, bits, dimension, metric);
    int[] numbers = new int[BLOCKS];
    List<float[]> decoded = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      numbers[i] = blocks.take();
      gather(blocks, numbers, i, i + 1);
      for (int lane = 0; lane < Blocks.LANES; lane += 5) {
        blocks.set(numbers[i], lane, vector(dimension));
        decoded.add(get(blocks, numbers[i], lane, dimension));
      }
    }
    float[] query = vector(dimension);
    float[][] distances = distances(blocks, numbers, BLOCKS, query);
    requireSame(blocks, numbers, BLOCKS, dimension, decoded, distances, query);
    for (int left = BLOCKS - 1; left > 0; left--) {
      blocks.give(numbers[left]);
      gather(blocks, numbers, left - 1, left);
      requireSame(blocks, numbers, left, dimension, decoded, distances, query);
    }
  }

  /** What takes up half a byte has four bits, else eight: fewer would only be coarser. */
  @ParameterizedTest
  @CsvSource({"1, 4", "3, 4", "5, 8"})
  void useAllBitsThatThereIsRoomFor(int bits, int used) {
    int dimension = 40;
    float[] vector = vector(dimension);
    float[] query = vector(dimension);
    float[][] distances = new float[2][];
    for (int each : new int[] {bits, used}) {
      Blocks blocks = blocks(Quantizer.Kind.RABITQ, each, dimension, Metric.L2);
      int[] numbers = {blocks.take()};
      blocks.set(numbers[0], 0, vector);
      distances[each == bits ? 0 : 1] = distances(blocks, numbers, 1, query)[0];
    }
    assertThat(distances[0]).isEqualTo(distances[1]);
  }

  private static Blocks blocks(Quantizer.Kind kind, int bits, int dimension, Metric metric) {
    Quantizer quantizer = new Quantizer(kind, bits, 0, Originals.HEAP);
    return CodeBlocks.of(
        new IndexSpec(new Structure.Ivf(0, 64), dimension, metric, 0.5, quantizer),
        KernelChoice.best());
  }

  private static void gather(Blocks blocks, int[] numbers, int changed, int end) {
    blocks.gather(numbers, changed / blocks.gathered() * blocks.gathered(), end);
  }

  private static void requireSame(
      Blocks blocks,
      int[] numbers,
      int count,
      int dimension,
      List<float[]> decoded,
      float[][] distances,
      float[] query) {
    int at = 0;
    for (int i = 0; i < count; i++) {
      for (int lane = 0; lane < Blocks.LANES; lane += 5) {
        assertThat(get(blocks, numbers[i], lane, dimension)).isEqualTo(decoded.get(at++));
      }
    }
    assertThat(distances(blocks, numbers, count, query))
        .isDeepEqualTo(Arrays.copyOf(distances, count));
  }

  private static float[][] distances(Blocks blocks, int[] numbers, int count, float[] query) {
    BlockProbe probe = blocks.probe().aim(query);
    float[][] distances = new float[count][Blocks.LANES];
    for (int i = 0; i < count; i++) {
      probe.ask(numbers[i]);
      probe.distances(numbers[i], distances[i], 0);
    }
    return distances;
  }

  private static float[] get(Blocks blocks, int block, int lane, int dimension) {
    float[] into = new float[dimension + 1];
    blocks.get(block, lane, into);
    return into;
  }

  private float[] vector(int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** Whose components have a mean, as those of pictures: what codes leave must have none. */
  @ParameterizedTest
  @CsvSource({"L2", "COSINE", "IP"})
  void hardlyEverLeaveOutWhatIsNear(Metric metric) {
    int dimension = 1536;
    Blocks blocks = blocks(Quantizer.Kind.SQ8, 8, dimension, metric);
    int block = blocks.take();
    float[] out = new float[Blocks.LANES];
    float[] least = new float[Blocks.LANES];
    int above = 0;
    int rounds = 50;
    for (int round = 0; round < rounds; round++) {
      float[][] rows = new float[Blocks.LANES][];
      for (int lane = 0; lane < Blocks.LANES; lane++) {
        rows[lane] = positive(dimension, metric);
        blocks.set(block, lane, rows[lane]);
      }
      float[] query = positive(dimension, metric);
      blocks.probe().aim(query).distances(block, out, least, 0);
      for (int lane = 0; lane < Blocks.LANES; lane++) {
        above += least[lane] > distance(query, rows[lane], metric) ? 1 : 0;
      }
    }
    assertThat(above / (double) (rounds * Blocks.LANES)).isLessThan(0.01);
  }

  private float[] positive(int dimension, Metric metric) {
    float[] vector = new float[dimension];
    double square = 0;
    for (int i = 0; i < dimension; i++) {
      vector[i] = random.nextFloat();
      square += vector[i] * vector[i];
    }
    for (int i = 0; i < dimension && metric == Metric.COSINE; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  private static double distance(float[] a, float[] b, Metric metric) {
    double dot = 0;
    double squared = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squared += Math.pow((double) a[i] - b[i], 2);
    }
    return metric == Metric.L2 ? squared : metric == Metric.COSINE ? 1 - dot : -dot;
  }
}
