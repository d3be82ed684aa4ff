package org.flinkvectorindex.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.RowBlocks;
import org.flinkvectorindex.index.vector.Shape;
import org.junit.jupiter.api.Test;

final class SketchedBlocksTest {
  private static final Kernels KERNELS = KernelChoice.best();

  @Test
  void blocksGivenBackTakeUpNothing() {
    Blocks blocks = SketchedBlocks.of(new Shape(32, Metric.L2), KERNELS);
    float[] vector = new float[32];
    int[] taken = new int[40];
    for (int i = 0; i < taken.length; i++) { // All arrays of arrays are as long as they get.
      taken[i] = blocks.take();
    }
    for (int block : taken) {
      blocks.give(block);
    }
    long empty = blocks.heapBytes();
    for (int i = 0; i < taken.length; i++) {
      taken[i] = blocks.take();
      for (int lane = 0; lane < Blocks.LANES; lane++) {
        blocks.set(taken[i], lane, vector);
      }
    }
    // 4 bytes a component and half a byte, and some numbers beside.
    long vectors = 40L * Blocks.LANES;
    assertThat(blocks.heapBytes() - empty).isBetween(vectors * 144, vectors * 170);
    for (int block : taken) {
      blocks.give(block);
    }
    assertThat(blocks.heapBytes()).isEqualTo(empty);
  }

  @Test
  void fewDimensionsHaveNoCodes() {
    assertThat(SketchedBlocks.of(new Shape(15, Metric.COSINE), KERNELS))
        .isInstanceOf(RowBlocks.class);
    assertThat(SketchedBlocks.of(new Shape(16, Metric.COSINE), KERNELS))
        .isInstanceOf(SketchedBlocks.class);
  }
}
