package org.flinkvectorindex.index.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
  private static final int DIMENSION = 100;

  /** Of 100 components. */
  private static final int PAGE = 2520;

  private static final int COUNT = 6000;

  private static float[] whole(Random random, int least, int most) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = least + random.nextInt(most - least + 1);
    }
    return vector;
  }

  private static float[] half(float[] vector) {
    float[] half = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      half[i] = vector[i] / 2;
    }
    return half;
  }

  private static Rows rows(Metric metric) {
    return new Rows(new Shape(DIMENSION, metric), KernelChoice.best());
  }

  /**
   * Halves are floats that are not whole, and all that is computed with them is a quarter, to the
   * bit.
   */
  private static void sameAsHalves(float[][] vectors) {
    Rows rows = rows(Metric.L2);
    Rows halves = rows(Metric.L2);
    for (int slot = 0; slot < vectors.length; slot++) {
      rows.set(slot, vectors[slot], 0);
      halves.set(slot, half(vectors[slot]), 0);
    }
    Probe probe = rows.probe();
    Probe half = halves.probe();
    Random random = new Random(2);
    int[] slots = new int[33];
    float[] distances = new float[slots.length];
    float[] quarters = new float[slots.length];
    float[] read = new float[rows.shape().stride()];
    for (int i = 0; i < 200; i++) {
      int from = random.nextInt(vectors.length);
      rows.read(from, read);
      assertThat(Arrays.copyOf(read, DIMENSION)).isEqualTo(vectors[from]);
      if (i % 2 == 0) {
        probe.aim(from);
        half.aim(from);
      } else {
        float[] query = Arrays.copyOf(vectors[from], read.length);
        query[7] += 0.25f;
        probe.aim(query);
        half.aim(half(query));
      }
      for (int s = 0; s < slots.length; s++) {
        slots[s] = random.nextInt(vectors.length);
      }
      int count = i % slots.length + 1;
      probe.distances(slots, 0, count, distances);
      half.distances(slots, 0, count, quarters);
      for (int s = 0; s < count; s++) {
        assertThat(distances[s]).isEqualTo(4 * quarters[s]);
        assertThat(probe.distance(slots[s])).isEqualTo(distances[s]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -128})
  void wholeNumbersTakeAByteAndComputeTheSame(int least) {
    Random random = new Random(1);
    float[][] vectors = new float[COUNT][];
    Rows rows = rows(Metric.L2);
    for (int slot = 0; slot < COUNT; slot++) {
      vectors[slot] = whole(random, least, least + 255);
      rows.set(slot, vectors[slot], 0);
    }
    assertThat(rows.heapBytes() / COUNT).isLessThan(160);
    sameAsHalves(vectors);
  }

  @Test
  void aVectorThatIsNotWholeMakesFloatsOfItsPageAlone() {
    Random random = new Random(4);
    float[][] vectors = new float[COUNT][];
    for (int slot = 0; slot < COUNT; slot++) {
      vectors[slot] = slot < 3000 ? whole(random, 0, 255) : whole(random, -128, 127);
    }
    Rows rows = rows(Metric.L2);
    for (int slot = 0; slot < COUNT; slot++) {
      rows.set(slot, vectors[slot], 0);
    }
    long before = rows.heapBytes();
    vectors[700][3] = 0.5f;
    rows.set(700, vectors[700], 0);
    assertThat(rows.heapBytes() - before).isEqualTo(PAGE * (4L * 104 - 128) + 48);
    vectors[10][99] = 256;
    sameAsHalves(vectors);
  }

  @Test
  void aQueryThatWasAimedBeforeIsComparedWithBytesAsWell() {
    Rows rows = rows(Metric.L2);
    Random random = new Random(6);
    rows.set(0, half(whole(random, 1, 255)), 0);
    float[] query = whole(random, 0, 255);
    Probe probe = rows.probe().aim(Arrays.copyOf(query, rows.shape().stride()));
    for (int slot = PAGE; slot < PAGE + 8; slot++) {
      rows.set(slot, query, 0);
    }
    assertThat(rows.anyBytes()).isTrue();
    float[] distances = new float[8];
    probe.distances(IntStream.range(PAGE, PAGE + 8).toArray(), 0, 8, distances);
    assertThat(distances).containsOnly(0);
  }

  @ParameterizedTest
  @EnumSource(value = Metric.class, names = "L2", mode = EnumSource.Mode.EXCLUDE)
  void otherMetricsHaveFloats(Metric metric) {
    Rows rows = rows(metric);
    rows.set(0, whole(new Random(3), 1, 9), 0);
    assertThat(rows.anyBytes()).isFalse();
  }

  @Test
  void whatIsGivenBackIsCountedNoMore() {
    Rows rows = rows(Metric.L2);
    Random random = new Random(5);
    for (int slot = 0; slot < COUNT; slot++) {
      rows.set(slot, slot < 3000 ? whole(random, 0, 255) : half(whole(random, 0, 255)), 0);
    }
    rows.truncate(0);
    assertThat(rows.heapBytes()).isLessThan(1000);
    assertThat(rows.anyBytes()).isFalse();
    float[] again = whole(random, 0, 255);
    rows.set(0, again, 0);
    assertThat(rows.probe().aim(0).distance(0)).isZero();
  }

  @Test
  void fewVectorsTakeLittle() {
    for (Metric metric : Metric.values()) {
      Rows rows = rows(metric);
      for (int slot = 0; slot < 100; slot++) {
        rows.set(slot, whole(new Random(slot), 1, 255), 0);
      }
      assertThat(rows.heapBytes()).isLessThan(2 * 100 * 4 * 104);
    }
  }

  /** The page grows from either kind and may change its kind when it is half full. */
  @Test
  void aPageGrowsAndChanges() {
    Rows rows = rows(Metric.L2);
    float[][] vectors = new float[700][];
    float[] read = new float[rows.shape().stride()];
    for (int slot = 0; slot < vectors.length; slot++) {
      vectors[slot] = whole(new Random(slot), 0, 255);
      if (slot >= 300) {
        vectors[slot] = half(vectors[slot]);
      }
      rows.set(slot, vectors[slot], 0);
      for (int other = 0; other <= slot; other += 13) {
        rows.read(other, read);
        assertThat(Arrays.copyOf(read, DIMENSION)).isEqualTo(vectors[other]);
      }
    }
  }

  /** However near to whole numbers, and whatever began the page. */
  @Test
  void nothingIsLostOfWhatIsNearlyWhole() {
    float[] components = {
      Float.MIN_VALUE, 1e-30f, 1e-6f, 3e-6f, -1e-6f, 5.000002f, 254.99998f, Math.nextUp(127f)
    };
    for (float first : new float[] {0, -1}) {
      Rows rows = rows(Metric.L2);
      float[] begins = new float[DIMENSION];
      begins[0] = first;
      rows.set(0, begins, 0);
      assertThat(rows.anyBytes()).isTrue();
      float[] read = new float[rows.shape().stride()];
      for (int i = 0; i < components.length; i++) {
        float[] vector = new float[DIMENSION];
        vector[i] = components[i];
        int slot = i * PAGE;
        rows.set(slot, begins, 0);
        rows.set(slot + 1, vector, 0);
        rows.read(slot + 1, read);
        assertThat(Arrays.copyOf(read, DIMENSION)).isEqualTo(vector);
      }
    }
  }

  /** A zero's sign is lost in bytes, and no distance has it. */
  @Test
  void zerosOfEitherSignAreTheSameToEveryDistance() {
    float[] signed = new float[DIMENSION];
    Arrays.fill(signed, 0, DIMENSION / 2, -0.0f);
    float[] whole = new float[DIMENSION];
    whole[DIMENSION - 1] = -1;
    float[] fraction = new float[DIMENSION];
    fraction[0] = 0.5f;
    Rows floats = rows(Metric.L2);
    floats.set(9, fraction, 0);
    assertThat(floats.anyBytes()).isFalse();
    for (float begins : new float[] {0, -1}) {
      whole[DIMENSION - 1] = begins;
      Rows bytes = rows(Metric.L2);
      for (Rows rows : new Rows[] {bytes, floats}) {
        rows.set(0, whole, 0);
        rows.set(1, signed, 0);
      }
      assertThat(bytes.anyBytes()).isTrue();
      for (int slot = 0; slot < 2; slot++) {
        Probe one = bytes.probe().aim(slot);
        Probe other = floats.probe().aim(slot);
        for (int to = 0; to < 2; to++) {
          assertThat(Float.floatToRawIntBits(one.distance(to)))
              .isEqualTo(Float.floatToRawIntBits(other.distance(to)));
        }
      }
    }
  }
}
