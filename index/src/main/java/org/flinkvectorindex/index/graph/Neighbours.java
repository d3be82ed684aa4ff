package org.flinkvectorindex.index.graph;

import java.util.Arrays;
import org.flinkvectorindex.index.search.Pool;

/**
 * Candidates to be linked with one node, and the choice among them: the heuristic of the HNSW paper
 * (algorithm 4). A candidate is taken unless one already taken is nearer to it than the node is:
 * links then point into different directions. Of those as near as the nearest, candidates that are
 * as far from one taken as from the node fill half of the list at most: those of an island of
 * identical vectors, so that ways out remain. To what is outside all of the island are as far as
 * the node is, and that says nothing.
 */
final class Neighbours {
  private final Occlusion occlusion;
  private long[] candidates = new long[64];
  private int size;
  private int[] chosen = new int[64];
  private int count;

  Neighbours(Occlusion occlusion) {
    this.occlusion = occlusion;
  }

  void clear() {
    size = 0;
    count = 0;
  }

  /**
   * @param kept is chosen whatever else is
   */
  void add(int slot, float distance, boolean kept) {
    if (size == candidates.length) {
      candidates = Arrays.copyOf(candidates, size * 2);
    }
    candidates[size++] =
        ((long) Pool.ordered(distance) << 32) | ((long) slot << 1) | (kept ? 1 : 0);
  }

  /** Chooses at most {@code limit}, nearest first. */
  void choose(int limit) {
    Arrays.sort(candidates, 0, size);
    if (chosen.length < limit) {
      chosen = new int[limit];
    }
    int open = limit;
    for (int i = 0; i < size; i++) {
      open -= (int) candidates[i] & 1;
    }
    for (int i = 0; i < size; i++) {
      int slot = (int) (candidates[i] >>> 1) & 0x3FFFFFFF;
      if ((candidates[i] & 1) != 0) {
        chosen[count++] = slot;
      } else if (open > 0 && !occluded(slot, Pool.distance(candidates[i]), limit)) {
        chosen[count++] = slot;
        open--;
      }
    }
  }

  private boolean occluded(int slot, float distance, int limit) {
    boolean full = count * 2 >= limit && distance <= Pool.distance(candidates[0]);
    // Those as far as the node count too where an island fills its half.
    return occlusion.occluded(slot, full ? Math.nextUp(distance) : distance, chosen, count);
  }

  int count() {
    return count;
  }

  int[] chosen() {
    return chosen;
  }
}
