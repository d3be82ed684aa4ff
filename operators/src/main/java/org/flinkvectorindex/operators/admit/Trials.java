package org.flinkvectorindex.operators.admit;

/**
 * Queries that ask a created collection by its own name are mostly trials of one that doesn't serve
 * yet, so their answers are checked, all of them but for a bound on how many a second.
 */
final class Trials {
  static final int MOST_A_SECOND = 20;

  private long second = Long.MIN_VALUE;
  private int taken;

  /** Whether one more may be checked. */
  boolean take(long nowMillis) {
    long now = Math.floorDiv(nowMillis, 1_000L);
    if (now != second) {
      second = now;
      taken = 0;
    }
    return taken++ < MOST_A_SECOND;
  }
}
