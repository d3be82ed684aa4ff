package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.distance.ByteKernels;
import org.flinkvectorindex.index.distance.CodeKernels;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;

/** Counts distances in full precision. */
final class CountingKernels implements Kernels {
  private final Kernels kernels = KernelChoice.best();
  private long distances;

  long distances() {
    return distances;
  }

  @Override
  public String name() {
    return kernels.name();
  }

  @Override
  public CodeKernels codes() {
    return kernels.codes();
  }

  @Override
  public BlockKernels blocks() {
    return kernels.blocks();
  }

  @Override
  public ByteKernels bytes() {
    return kernels.bytes();
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int n) {
    distances++;
    return kernels.dot(a, aFrom, b, bFrom, n);
  }

  @Override
  public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int n) {
    distances++;
    return kernels.squaredL2(a, aFrom, b, bFrom, n);
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
    distances += 4;
    kernels.dot4(q, qFrom, a, aFrom, b, bFrom, c, cFrom, d, dFrom, n, out, at);
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
    distances += 4;
    kernels.squaredL2x4(q, qFrom, a, aFrom, b, bFrom, c, cFrom, d, dFrom, n, out, at);
  }
}
