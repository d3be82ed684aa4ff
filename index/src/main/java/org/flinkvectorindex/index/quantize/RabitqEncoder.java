package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.HadamardKernels;
import org.flinkvectorindex.index.vector.Centre;
import org.flinkvectorindex.index.vector.Shape;

/**
 * RaBitQ (arXiv 2405.12497, with several bits 2409.09913): after a random rotation the components
 * of a vector are about normally distributed, whatever the data; each is rounded to a grid that is
 * best for that distribution, and the grid is scaled so that the estimate of a dot product with the
 * vector is right on average over rotations.
 *
 * <p>The paper searches the best grid for each vector; the one best for the normal distribution
 * costs a pass instead and loses little.
 */
final class RabitqEncoder implements Encoder {
  /** Distance of the grid's points in standard deviations, least squared error (Max, 1960). */
  private static final double[] STEP = {
    0, 1.5958, 0.9957, 0.5860, 0.3352, 0.1881, 0.1041, 0.0569, 0.0308
  };

  private final int dimension;
  private final int bits;
  private final Rotation rotation;

  RabitqEncoder(int dimension, int bits, HadamardKernels kernels) {
    this.dimension = dimension;
    this.bits = bits;
    rotation = new Rotation(dimension, kernels);
  }

  @Override
  public int bits() {
    return bits;
  }

  @Override
  public boolean centred() {
    return true;
  }

  /** Under squared L2 it costs a row nothing, and shorter differences have smaller errors. */
  @Override
  public Centre centre(Shape shape) {
    return new Centre(shape, shape.metric() == Metric.L2 ? 0.1 : 0.5);
  }

  @Override
  public void transform(float[] v) {
    rotation.apply(v);
  }

  @Override
  public void undo(float[] v) {
    rotation.undo(v);
  }

  @Override
  public boolean transforms() {
    return true;
  }

  @Override
  public void encode(float[] v, int[] codes, float[] grid) {
    double squares = 0;
    for (int i = 0; i < dimension; i++) {
      squares += (double) v[i] * v[i];
    }
    if (squares == 0) {
      java.util.Arrays.fill(codes, 0, dimension, 0);
      grid[1] = 0;
      return;
    }
    int top = (1 << bits) - 1;
    double middle = -middleInSteps();
    double scale = Math.sqrt(dimension / squares) / STEP[bits];
    double dot = 0;
    for (int i = 0; i < dimension; i++) {
      double at = v[i] * scale + middle + 0.5;
      int code = (int) Math.max(0, Math.min(top, at));
      codes[i] = code;
      dot += v[i] * (code - middle);
    }
    grid[1] = (float) (squares / dot);
  }
}
