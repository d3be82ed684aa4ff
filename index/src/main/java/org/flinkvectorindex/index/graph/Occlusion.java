package org.flinkvectorindex.index.graph;

import org.flinkvectorindex.index.vector.Probe;

/**
 * Whether a link would lead where another leads already: its end is occluded if one that is linked
 * is nearer to it than the node is (the relative neighbourhood graph's rule, in the HNSW paper's
 * algorithm 4).
 */
final class Occlusion {
  /** As many as are compared with before one of them may decide. */
  private static final int STEP = 4;

  private final Probe between;
  private final float[] distances = new float[STEP];

  Occlusion(Probe between) {
    this.between = between;
  }

  /**
   * Whether one of {@code linked[0, count)} is nearer to the slot than {@code distance}.
   *
   * @param distance of the slot from the node
   */
  boolean occluded(int slot, float distance, int[] linked, int count) {
    between.aim(slot);
    for (int i = 0; i < count; i += STEP) {
      int end = Math.min(i + STEP, count);
      between.distances(linked, i, end, distances);
      for (int j = 0; j < end - i; j++) {
        if (distances[j] < distance) {
          return true;
        }
      }
    }
    return false;
  }
}
