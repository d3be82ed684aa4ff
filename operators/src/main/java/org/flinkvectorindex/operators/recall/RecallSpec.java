package org.flinkvectorindex.operators.recall;

import java.io.Serializable;

/**
 * How answers are checked, and what for.
 *
 * @param share of queries that are answered exactly as well, 0 to 1
 * @param target recall that the search effort is steered to hold; 0 for none
 * @param leastEffort bounds of that effort
 */
public record RecallSpec(double share, double target, int leastEffort, int mostEffort)
    implements Serializable {

  public static final RecallSpec NONE = new RecallSpec(0, 0, 1, 1);

  public RecallSpec {
    require(share >= 0 && share <= 1, "recall-sample", share, "0 to 1");
    require(target >= 0 && target < 1, "recall-target", target, "0 to less than 1");
    require(
        leastEffort >= 1 && leastEffort <= mostEffort,
        "least-ef",
        leastEffort,
        "1 to most-ef, which is " + mostEffort);
  }

  private static void require(boolean ok, String field, Object value, String allowed) {
    if (!ok) {
      throw new IllegalArgumentException(field + " is " + value + ", allowed: " + allowed);
    }
  }

  public boolean samples() {
    return share > 0;
  }

  public boolean steers() {
    return samples() && target > 0;
  }
}
