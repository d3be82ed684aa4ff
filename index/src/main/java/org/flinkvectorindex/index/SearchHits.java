package org.flinkvectorindex.index;

/**
 * The nearest found, ascending by distance, ties by id (order of UTF-8 bytes).
 *
 * @param slots where the vectors are
 * @param distances as the metric defines them, in float32: what is beyond is infinite, and +∞ also
 *     where the terms of one were so with either sign
 * @param visited distances computed to answer
 * @param complete false where a budget of distances ended the search
 */
public record SearchHits(int[] slots, float[] distances, int visited, boolean complete) {

  public int count() {
    return slots.length;
  }

  /**
   * What the hits of another shard have to be nearer than to be among the {@code k} nearest of both
   * ({@link Search#nearerThan}): just beyond the k-th here, for ids decide between those as near.
   */
  public float bound(int k) {
    return count() < k ? Float.POSITIVE_INFINITY : Math.nextUp(distances[k - 1]);
  }
}
