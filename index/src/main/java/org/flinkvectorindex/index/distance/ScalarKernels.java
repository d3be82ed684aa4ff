package org.flinkvectorindex.index.distance;

/** Without SIMD: the definition that the others are tested against. */
final class ScalarKernels implements Kernels {
  private static final int LANES = 32;

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public CodeKernels codes() {
    return new ScalarCodeKernels();
  }

  @Override
  public BlockKernels blocks() {
    return new ScalarBlockKernels();
  }

  @Override
  public ByteKernels bytes() {
    return new ScalarByteKernels(this);
  }

  @Override
  public HadamardKernels hadamard() {
    return new ScalarHadamardKernels();
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int n) {
    float[] lanes = new float[LANES];
    for (int i = 0; i < n; i++) {
      lanes[i % LANES] = Math.fma(a[aFrom + i], b[bFrom + i], lanes[i % LANES]);
    }
    return fold(lanes);
  }

  @Override
  public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int n) {
    float[] lanes = new float[LANES];
    for (int i = 0; i < n; i++) {
      float difference = a[aFrom + i] - b[bFrom + i];
      lanes[i % LANES] = Math.fma(difference, difference, lanes[i % LANES]);
    }
    return fold(lanes);
  }

  private static float fold(float[] lanes) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        lanes[j] += lanes[j + half];
      }
    }
    return lanes[0];
  }

  @Override
  public void dot4(
      float[] q,
      int qFrom,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      float[] d,
      int dFrom,
      int n,
      float[] out,
      int at) {
    out[at] = dot(q, qFrom, a, aFrom, n);
    out[at + 1] = dot(q, qFrom, b, bFrom, n);
    out[at + 2] = dot(q, qFrom, c, cFrom, n);
    out[at + 3] = dot(q, qFrom, d, dFrom, n);
  }

  @Override
  public void squaredL2x4(
      float[] q,
      int qFrom,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      float[] d,
      int dFrom,
      int n,
      float[] out,
      int at) {
    out[at] = squaredL2(q, qFrom, a, aFrom, n);
    out[at + 1] = squaredL2(q, qFrom, b, bFrom, n);
    out[at + 2] = squaredL2(q, qFrom, c, cFrom, n);
    out[at + 3] = squaredL2(q, qFrom, d, dFrom, n);
  }
}
