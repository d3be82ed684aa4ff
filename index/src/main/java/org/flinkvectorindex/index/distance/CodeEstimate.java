package org.flinkvectorindex.index.distance;

/**
 * What makes estimated distances of whole sums over codes ({@link BlockKernels#estimates}). With
 * the step <i>t</i> of a vector's grid the dot product is <i>t (s (Σ + shift) + total)</i> where
 * the grid's middle is a multiple of its step, else with the middle <i>m</i> of the vector <i>t s
 * (Σ + shift) + m total</i>; the distance is <i>base + r − factor · dot</i>, and hardly less than
 * that without <i>margin · e</i>.
 *
 * @param base what a distance has beside
 * @param factor of the dot product in a distance
 * @param besides whether <i>r</i>, what a vector has in a distance beside, is in it; else it is not
 *     read
 * @param middles whether vectors have a middle of their own; else it is not read
 * @param step <i>s</i>, of the query's numbers
 * @param shift to be added to each sum
 * @param total of the query's components, as its numbers have them, times what middles are of steps
 *     where these are not read
 * @param margin of the distance <i>e</i> of a vector from its code
 */
public record CodeEstimate(
    float base,
    float factor,
    boolean besides,
    boolean middles,
    float step,
    int shift,
    float total,
    float margin) {
  /** Where <i>t</i> and <i>e</i> of a block's vectors begin, as {@link CodeGrid} packs them. */
  public static final int GRID = 0;

  /** <i>r</i>, where it is in a distance. */
  public static final int BESIDE = BlockKernels.LANES;

  /** <i>m</i>, behind these if they are there. */
  public static int middle(boolean besides) {
    return besides ? 2 * BlockKernels.LANES : BlockKernels.LANES;
  }

  /** Floats of a vector. */
  public static int floats(boolean besides, boolean middles) {
    return 1 + (besides ? 1 : 0) + (middles ? 1 : 0);
  }
}
