package org.flinkvectorindex.index.quantize;

import java.util.Optional;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.RowBlocks;
import org.flinkvectorindex.index.vector.Shape;

/**
 * Vectors in full precision with codes in front: a scan that may leave a list out altogether reads
 * half a byte a component, and the vectors only of what that leaves in question. Whatever else is
 * asked is answered in full precision.
 *
 * <p>The estimates' errors are taken to be as great as {@link #DEVIATIONS} of them: with a random
 * rotation less than one in a million is greater, and most of those would be no hit either.
 */
public final class SketchedBlocks implements Blocks {
  private static final double DEVIATIONS = 5;

  /** Below, numbers and codes are no less to read than the vectors, and to keep. */
  private static final int LEAST_DIMENSION = 16;

  private final RowBlocks rows;
  private final CodeBlocks sketch;
  private final float[] turned;

  SketchedBlocks(Shape shape, Kernels kernels) {
    rows = new RowBlocks(shape, kernels);
    sketch = CodeBlocks.nibbles(shape, kernels, DEVIATIONS);
    turned = new float[shape.stride()];
  }

  /** The same without codes where these would save nothing. */
  static Blocks of(Shape shape, Kernels kernels) {
    return shape.dimension() < LEAST_DIMENSION
        ? new RowBlocks(shape, kernels)
        : new SketchedBlocks(shape, kernels);
  }

  /** Both number their blocks alike. */
  @Override
  public int take() {
    sketch.take();
    return rows.take();
  }

  @Override
  public void give(int block) {
    sketch.give(block);
    rows.give(block);
  }

  @Override
  public int gathered() {
    return sketch.gathered();
  }

  @Override
  public void gather(int[] numbers, int from, int to) {
    sketch.gather(numbers, from, to);
  }

  @Override
  public void set(int block, int lane, float[] vector) {
    rows.set(block, lane, vector);
    sketch.set(block, lane, turned(vector));
  }

  private float[] turned(float[] vector) {
    System.arraycopy(vector, 0, turned, 0, turned.length);
    sketch.transform(turned);
    return turned;
  }

  @Override
  public void copy(int block, int lane, int toBlock, int toLane) {
    rows.copy(block, lane, toBlock, toLane);
    sketch.copy(block, lane, toBlock, toLane);
  }

  @Override
  public void sum(int block, int lanes, double[] sums) {
    rows.sum(block, lanes, sums);
  }

  @Override
  public void get(int block, int lane, float[] into) {
    rows.get(block, lane, into);
  }

  /** In full precision. */
  @Override
  public RowBlocks.RowsProbe probe() {
    return rows.probe();
  }

  @Override
  public BlockProbe scan() {
    BlockProbe estimates = sketch.probe();
    return new BlockProbe() {
      @Override
      public BlockProbe aim(float[] point) {
        estimates.aim(turned(point));
        return this;
      }

      @Override
      public void ask(int block) {
        estimates.ask(block);
      }

      @Override
      public void find(int block) {
        estimates.find(block);
      }

      @Override
      public void distances(int block, float[] out, int at) {
        estimates.distances(block, out, at);
      }

      @Override
      public void distances(int block, float[] out, float[] least, int at) {
        estimates.distances(block, out, least, at);
      }
    };
  }

  @Override
  public Optional<RowBlocks> rows() {
    return Optional.of(rows);
  }

  @Override
  public long heapBytes() {
    return rows.heapBytes() + sketch.heapBytes() + 4L * turned.length;
  }
}
