package org.flinkvectorindex.index;

import java.util.function.IntPredicate;

/**
 * What a search is asked for beyond what is nearest.
 *
 * <p><b>Accepting</b> some vectors only: an index asks by slot, for that is what it has at hand,
 * once at most of each vector that it comes upon. Whoever goes by ids or attributes finds them by
 * slot: {@link VectorIndex#idOf}, or what the caller keeps beside the vector. In a graph all others
 * are walked through and not answered, and {@code ef} counts accepted ones, so recall holds; a walk
 * that has cost as much as comparing with all that is accepted gives way to that, and then the
 * answer is exact. In inverted lists a list counts as probed by the share of its vectors that is
 * accepted, blocks without any are passed over, and more lists are scanned while fewer than {@code
 * k} vectors were accepted.
 *
 * <p><b>Nearer than a bound</b>: where several shards are searched one after the other, the
 * distance of the k-th found so far ({@link SearchHits#bound}). Flat indexes and inverted lists
 * answer what they would without it, less what is at or beyond the bound; the lists that can hold
 * nothing nearer are left out. A graph's walk ends where only half of {@code ef} nodes is still
 * looked for beyond the bound, so that it may miss what is nearer as any walk may.
 *
 * <p><b>Within a budget</b> of distances: then the search ends with the nearest found until then,
 * and says so ({@link SearchHits#complete}). What it takes to begin, a graph's upper layers or the
 * centroids of lists, is counted but not cut; comparisons of candidates in full precision are not
 * counted, as in {@link SearchHits#visited}.
 *
 * @param k hits wanted, 1 or more
 * @param ef how much to search, as in {@link VectorIndex#search(float[], int, int)}
 * @param accept slots of live vectors that may be answered
 * @param bound nothing at this distance or beyond is wanted; infinite where there is none
 * @param budget most distances computed, 1 or more
 */
public record Search(int k, int ef, IntPredicate accept, float bound, int budget) {
  private static final IntPredicate ALL = slot -> true;

  public Search {
    require(k, ef);
    IndexSpec.require(!Float.isNaN(bound), "bound", bound, "a distance");
    IndexSpec.require(budget >= 1, "budget", budget, "1 or more");
  }

  /**
   * What every search is asked for.
   *
   * @throws IllegalArgumentException naming what is not allowed
   */
  public static void require(int k, int ef) {
    IndexSpec.require(k >= 1, "k", k, "1 or more");
    IndexSpec.require(ef >= 0, "ef", ef, "0 or more");
  }

  /** Just what is nearest. */
  public Search(int k, int ef) {
    this(k, ef, ALL, Float.POSITIVE_INFINITY, Integer.MAX_VALUE);
  }

  public Search accepting(IntPredicate slots) {
    return new Search(k, ef, slots, bound, budget);
  }

  public Search nearerThan(float distance) {
    return new Search(k, ef, accept, distance, budget);
  }

  public Search within(int distances) {
    return new Search(k, ef, accept, bound, distances);
  }

  /** Nothing but {@code k} and {@code ef} is asked for. */
  public boolean isPlain() {
    return accept == ALL && bound == Float.POSITIVE_INFINITY && budget == Integer.MAX_VALUE;
  }
}
