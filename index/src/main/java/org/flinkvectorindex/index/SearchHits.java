package org.flinkvectorindex.index;

/**
 * The nearest found, ascending by distance, ties by id (order of UTF-8 bytes).
 *
 * @param slots where the vectors are
 * @param distances as the metric defines them
 * @param visited distances computed to answer
 */
public record SearchHits(int[] slots, float[] distances, int visited) {

  public int count() {
    return slots.length;
  }
}
