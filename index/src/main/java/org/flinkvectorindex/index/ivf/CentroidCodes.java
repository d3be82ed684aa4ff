package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.quantize.CodeBlocks;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;
import org.flinkvectorindex.index.vector.Shape;

/**
 * Codes of the centroids, four bits a component after a rotation: a thousand centroids as they are
 * don't fit the nearest cache, their codes do. In: centroids, and a point. Out: about how far each
 * centroid is from the point by the metric.
 */
final class CentroidCodes {
  private final CodeBlocks codes;
  private final BlockProbe probe;
  private final Shape shape;
  private final boolean turned;
  private final float[] prepared;
  private float[] distances = new float[0];
  private float[] least = new float[0];
  private int high;

  /**
   * @param turned whether points that are given are rotated already, as codes of vectors are
   */
  CentroidCodes(Shape shape, Kernels kernels, boolean turned) {
    this.shape = shape;
    this.turned = turned;
    codes = CodeBlocks.nibbles(shape, kernels, 1);
    probe = codes.probe();
    prepared = new float[shape.stride()];
  }

  void put(int list, float[] centroid) {
    while (high <= list) {
      if (high % Blocks.LANES == 0) {
        int length = (codes.take() + 1) * Blocks.LANES; // Numbered as they come.
        if (length > distances.length) {
          int room = Math.max(length, (distances.length * 3 / 2) & -Blocks.LANES);
          distances = new float[room];
          least = new float[room];
        }
      }
      high++;
    }
    prepare(centroid);
    codes.set(list / Blocks.LANES, list % Blocks.LANES, prepared);
  }

  /** All lists are below. */
  int high() {
    return high;
  }

  /** There is room for so many. */
  int room() {
    return distances.length;
  }

  /** Opposite vectors may have no mean direction: zero stays zero. */
  private void prepare(float[] point) {
    shape.prepare(point, 0, prepared, 0);
    if (!turned) {
      codes.transform(prepared);
    }
  }

  /**
   * Estimates how far each centroid is from a point by the metric, under cosine of the directions,
   * whatever the lengths.
   *
   * @return list after list, until the next call; where there is none, anything
   */
  float[] estimate(float[] point) {
    prepare(point);
    probe.aim(prepared);
    for (int from = 0; from < high; from += Blocks.LANES) {
      if (from + Blocks.LANES < high) {
        probe.ask(from / Blocks.LANES + 1);
      }
      probe.distances(from / Blocks.LANES, distances, least, from);
    }
    return distances;
  }

  /** What the distances of the last estimate are hardly below: by one standard deviation. */
  float[] least() {
    return least;
  }

  long heapBytes() {
    return codes.heapBytes() + 8L * distances.length;
  }
}
