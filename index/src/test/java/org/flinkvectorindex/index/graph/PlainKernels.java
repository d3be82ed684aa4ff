package org.flinkvectorindex.index.graph;

import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.distance.ByteKernels;
import org.flinkvectorindex.index.distance.CodeKernels;
import org.flinkvectorindex.index.distance.HadamardKernels;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;

/** Sums component by component, which allocates nothing, compiled or not. */
final class PlainKernels implements Kernels {
  private final Kernels scalar = KernelChoice.scalar();

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public CodeKernels codes() {
    return scalar.codes();
  }

  @Override
  public BlockKernels blocks() {
    return scalar.blocks();
  }

  @Override
  public ByteKernels bytes() {
    return scalar.bytes();
  }

  @Override
  public HadamardKernels hadamard() {
    return scalar.hadamard();
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum += a[aFrom + i] * b[bFrom + i];
    }
    return sum;
  }

  @Override
  public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      float difference = a[aFrom + i] - b[bFrom + i];
      sum += difference * difference;
    }
    return sum;
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
