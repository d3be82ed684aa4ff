package org.flinkvectorindex.index.distance;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Eight components at once. */
final class Simd256HadamardKernels implements HadamardKernels {
  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
  private static final int LANES = 8;

  /** Partners within a register: one, two and four apart. */
  private static final VectorShuffle<Float> ONE = VectorShuffle.fromOp(EIGHT, i -> i ^ 1);

  private static final VectorShuffle<Float> TWO = VectorShuffle.fromOp(EIGHT, i -> i ^ 2);
  private static final VectorShuffle<Float> FOUR = VectorShuffle.fromOp(EIGHT, i -> i ^ 4);

  /** Of the component itself: its partner less itself where it is the second of a pair. */
  private static final FloatVector ONE_SIGN = signs(1);

  private static final FloatVector TWO_SIGN = signs(2);
  private static final FloatVector FOUR_SIGN = signs(4);

  private final HadamardKernels scalar = new ScalarHadamardKernels();

  private static FloatVector signs(int apart) {
    float[] signs = new float[LANES];
    for (int i = 0; i < LANES; i++) {
      signs[i] = (i & apart) == 0 ? 1 : -1;
    }
    return FloatVector.fromArray(EIGHT, signs, 0);
  }

  @Override
  public void transform(float[] v, int from, int n) {
    if (n < LANES) {
      scalar.transform(v, from, n);
      return;
    }
    within(v, from, n);
    int half = LANES;
    for (; 2 * half < n; half *= 4) {
      for (int block = from; block < from + n; block += 4 * half) {
        two(v, block, half);
      }
    }
    if (half < n) {
      butterfly(v, from, half, 1);
    }
  }

  private static void within(float[] v, int from, int n) {
    for (int i = from; i < from + n; i += LANES) {
      FloatVector x = FloatVector.fromArray(EIGHT, v, i);
      x = x.mul(ONE_SIGN).add(x.rearrange(ONE));
      x = x.mul(TWO_SIGN).add(x.rearrange(TWO));
      x = x.mul(FOUR_SIGN).add(x.rearrange(FOUR));
      x.intoArray(v, i);
    }
  }

  /** Butterflies of {@code half}, then of twice that, while all is in registers. */
  private static void two(float[] v, int from, int half) {
    for (int i = from; i < from + half; i += LANES) {
      FloatVector a = FloatVector.fromArray(EIGHT, v, i);
      FloatVector b = FloatVector.fromArray(EIGHT, v, i + half);
      FloatVector c = FloatVector.fromArray(EIGHT, v, i + 2 * half);
      FloatVector d = FloatVector.fromArray(EIGHT, v, i + 3 * half);
      FloatVector ab = a.add(b);
      FloatVector cd = c.add(d);
      FloatVector lessB = a.sub(b);
      FloatVector lessD = c.sub(d);
      ab.add(cd).intoArray(v, i);
      lessB.add(lessD).intoArray(v, i + half);
      ab.sub(cd).intoArray(v, i + 2 * half);
      lessB.sub(lessD).intoArray(v, i + 3 * half);
    }
  }

  @Override
  public void butterfly(float[] v, int from, int half, float scale) {
    int whole = from + half / LANES * LANES;
    for (int i = from; i < whole; i += LANES) {
      FloatVector x = FloatVector.fromArray(EIGHT, v, i);
      FloatVector y = FloatVector.fromArray(EIGHT, v, i + half);
      x.add(y).mul(scale).intoArray(v, i);
      x.sub(y).mul(scale).intoArray(v, i + half);
    }
    for (int i = whole; i < from + half; i++) {
      float x = v[i];
      float y = v[i + half];
      v[i] = (x + y) * scale;
      v[i + half] = (x - y) * scale;
    }
  }
}
