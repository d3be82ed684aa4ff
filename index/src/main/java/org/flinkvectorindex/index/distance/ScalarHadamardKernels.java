package org.flinkvectorindex.index.distance;

/** Without SIMD: the definition that the other is tested against. */
final class ScalarHadamardKernels implements HadamardKernels {

  @Override
  public void transform(float[] v, int from, int n) {
    for (int half = 1; half < n; half *= 2) {
      for (int block = from; block < from + n; block += 2 * half) {
        butterfly(v, block, half, 1);
      }
    }
  }

  @Override
  public void butterfly(float[] v, int from, int half, float scale) {
    for (int i = from; i < from + half; i++) {
      float x = v[i];
      float y = v[i + half];
      v[i] = (x + y) * scale;
      v[i + half] = (x - y) * scale;
    }
  }
}
