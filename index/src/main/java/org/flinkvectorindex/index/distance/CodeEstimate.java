package org.flinkvectorindex.index.distance;

/**
 * What makes estimated distances of whole sums over codes ({@link BlockKernels#estimates}): with
 * the numbers <i>m</i>, <i>t</i> and <i>r</i> of a vector the dot product is <i>t s (Σ + shift) + m
 * total</i>, and the distance <i>base + r − factor · dot</i>.
 *
 * @param base what a distance has beside
 * @param factor of the dot product in a distance
 * @param squares whether <i>r</i>, the squared length of a vector, is in a distance; else it is not
 *     read
 * @param step <i>s</i>, of the query's numbers
 * @param shift to be added to each sum
 * @param total of the query's components, as its numbers have them
 */
public record CodeEstimate(
    float base, float factor, boolean squares, float step, int shift, float total) {
  /** Where <i>m</i> of a block's vectors begins. */
  public static final int MIDDLE = 0;

  /** <i>t</i>. */
  public static final int STEP = BlockKernels.LANES;

  /** The distance of a vector from its code. */
  public static final int ERROR = 2 * BlockKernels.LANES;

  /** <i>r</i>. */
  public static final int SQUARE = 3 * BlockKernels.LANES;
}
