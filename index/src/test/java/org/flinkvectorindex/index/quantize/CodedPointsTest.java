package org.flinkvectorindex.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.MapStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.vector.Points;
import org.flinkvectorindex.index.vector.Probe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodedPointsTest {
  private static final int DIMENSION = 100;
  private static final int COUNT = 1000;

  static Stream<Quantizer> quantizers() {
    return Stream.concat(
        Stream.of(new Quantizer(Quantizer.Kind.SQ8, 8, 0, Originals.HEAP)),
        IntStream.rangeClosed(1, 8)
            .mapToObj(bits -> new Quantizer(Quantizer.Kind.RABITQ, bits, 0, Originals.HEAP)));
  }

  /** Skewed, far from zero and of many lengths, as no quantizer would have it. */
  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    float length = 0.1f + 3 * random.nextFloat();
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = length * (float) (random.nextGaussian() * (i % 7) + (i % 3));
    }
    return vector;
  }

  /**
   * The error of a dot product, in units of |q||v| / √dimension, is that of the best uniform grid
   * for a normal distribution (Max, 1960): the tangent between a vector and its code.
   */
  private static final double[] TANGENT = {
    0, 0.7555, 0.3672, 0.1972, 0.1080, 0.0592, 0.0323, 0.0174, 0.0094
  };

  @ParameterizedTest
  @MethodSource("quantizers")
  void estimatesAreRightOnAverageAndAsNearAsTheoryHasIt(Quantizer quantizer) {
    for (Metric metric : Metric.values()) {
      long seed = 20 + quantizer.bits();
      Random random = new Random(seed);
      IndexSpec plain = new IndexSpec(new Structure.Flat(), DIMENSION, metric, 0.5);
      IndexSpec spec = new IndexSpec(new Structure.Flat(), DIMENSION, metric, 0.5, quantizer);
      Points coded = CodedPoints.of(spec, KernelChoice.best(), new MapStore());
      Points exact = CodedPoints.of(plain, KernelChoice.best(), new MapStore());
      int[] slots = IntStream.range(0, COUNT).toArray();
      double[] lengths = new double[COUNT];
      for (int slot : slots) {
        float[] vector = vector(random);
        lengths[slot] = metric == Metric.COSINE ? 1 : length(vector);
        coded.set(slot, vector, 0);
        exact.set(slot, vector, 0);
      }
      double error = 0;
      double squares = 0;
      int queries = 50;
      for (int q = 0; q < queries; q++) {
        float[] prepared = new float[exact.shape().stride()];
        exact.shape().prepare(vector(random), 0, prepared, 0);
        double unit = length(prepared) / Math.sqrt(DIMENSION) * (metric == Metric.L2 ? 2 : 1);
        float[] estimates = distances(coded.probe().aim(prepared), slots);
        float[] distances = distances(exact.probe().aim(prepared), slots);
        for (int i = 0; i < COUNT; i++) {
          double off = (estimates[i] - distances[i]) / (unit * lengths[i]);
          error += off / (queries * COUNT);
          squares += off * off / (queries * COUNT);
        }
      }
      boolean rotated = quantizer.kind() == Quantizer.Kind.RABITQ;
      double tangent = TANGENT[rotated ? quantizer.bits() : 7];
      String about = "%s, %s, seed %d".formatted(quantizer, metric, seed);
      assertThat(Math.sqrt(squares)).as(about).isLessThan(1.3 * tangent);
      assertThat(error).as(about).isCloseTo(0, within(0.15 * tangent));
    }
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    return Math.sqrt(squares);
  }

  private static float[] distances(Probe probe, int[] slots) {
    float[] out = new float[slots.length];
    probe.distances(slots, 0, slots.length, out);
    for (int i = 0; i < slots.length; i += 97) {
      assertThat(probe.distance(slots[i])).isEqualTo(out[i]);
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource("quantizers")
  void standsVectorsThatAreOdd(Quantizer quantizer) {
    IndexSpec spec = new IndexSpec(new Structure.Flat(), DIMENSION, Metric.L2, 0.5, quantizer);
    Points points = CodedPoints.of(spec, KernelChoice.best(), new MapStore());
    float[] zero = new float[DIMENSION];
    float[] same = new float[DIMENSION];
    java.util.Arrays.fill(same, 3);
    points.set(0, zero, 0);
    points.set(1, same, 0);
    float[] prepared = new float[points.shape().stride()];
    float[] fromZero = distances(points.probe().aim(prepared), new int[] {0, 1});
    assertThat(fromZero[0]).isZero();
    assertThat(fromZero[1]).isCloseTo(900, within(1f));
    assertThat(points.probe().aim(1).distance(0)).isCloseTo(900, within(1f));
  }

  /** Of as many rows as there is room for. */
  @Test
  void lengthsAreKeptOnlyWhereDistancesNeedThem() {
    Quantizer quantizer = new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Originals.STORE);
    long room = 1024;
    int line = 64; // 62 would be one but for two bytes.
    assertThat(heapBytes(Metric.COSINE, quantizer) / room).isEqualTo(line);
    assertThat(heapBytes(Metric.IP, quantizer) / room).isEqualTo(line);
    assertThat(heapBytes(Metric.L2, quantizer) / room).isEqualTo(16 + DIMENSION / 2);
  }

  private static long heapBytes(Metric metric, Quantizer quantizer) {
    IndexSpec spec = new IndexSpec(new Structure.Flat(), DIMENSION, metric, 0.5, quantizer);
    Points points = CodedPoints.of(spec, KernelChoice.best(), new MapStore());
    long empty = points.heapBytes();
    Random random = new Random(7);
    for (int slot = 0; slot < COUNT; slot++) {
      points.set(slot, vector(random), 0);
    }
    return points.heapBytes() - empty;
  }
}
