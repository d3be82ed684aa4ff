package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;

/**
 * Compares a point with blocks of lists, and keeps all that may be among the nearest by what their
 * distances are hardly below. Reused: begin, compare, then ask for what was found.
 */
final class BlockScan {
  /** Rounding of distances and radii stays below. */
  private static final double SLACK = 1e-3;

  /** Vectors after which it shows what estimates are worth. */
  private static final int ENOUGH = 1_000;

  /**
   * Blocks that memory is asked for together, before as many are compared with: nothing goes on
   * behind a load that waits, so several are waited for at once. Long ones would push each other
   * out of the cache.
   */
  private final int asked;

  private final Metric metric;
  private final BlockKernels kernels;
  private final BlockProbe exactly;
  private final BlockProbe estimating;

  /** By what their distances are hardly below. */
  private final Candidates candidates = new Candidates();

  /** The k nearest by what their distances are hardly above. */
  private final Pool nearest = new Pool();

  private final BlockQueue queue = new BlockQueue();
  private final float[] distances = new float[Blocks.LANES];
  private final float[] least = new float[Blocks.LANES];
  private BlockProbe probe;
  private float[] point = {};
  private int k;
  private float limit;
  private float bound;
  private int scanned;
  private int inQuestion;

  BlockScan(Blocks blocks, Metric metric, BlockKernels kernels) {
    this.metric = metric;
    this.kernels = kernels;
    asked = Math.max(1, blocks.gathered() / 4);
    exactly = blocks.probe();
    estimating = blocks.scan();
    probe = exactly;
  }

  /**
   * @param point in the space of the blocks
   * @param exact whether distances must not be estimated where they need not be
   * @param k hits that are wanted
   * @param limit nothing above is
   */
  void begin(float[] point, boolean exact, int k, float limit) {
    this.point = point;
    this.k = k;
    this.limit = limit;
    bound = limit;
    queue.clear();
    candidates.clear();
    nearest.clear(k);
    scanned = 0;
    inQuestion = 0;
    probe = exact ? exactly : estimating;
    probe.aim(point);
  }

  /** Vectors that were compared with. */
  int scanned() {
    return scanned;
  }

  /** Asks memory where a list begins that is compared with soon. */
  void find(InvertedList list) {
    if (list.count() > 0) {
      probe.find(list.block(0));
    }
  }

  /**
   * Goes on without estimates where they say little, as of vectors that are all far from the origin
   * and near each other: to read each in question by itself would take longer than to compare with
   * all.
   */
  void reconsider() {
    if (probe != exactly && scanned >= ENOUGH && inQuestion > scanned / 2) {
      probe = exactly;
      probe.aim(point);
    }
  }

  /**
   * Whether no vector of a list can be near enough, by the triangle's inequality.
   *
   * @param squared distance of its centroid
   */
  boolean isTooFar(InvertedList list, float squared) {
    if (bound == Float.POSITIVE_INFINITY || metric == Metric.IP) {
      return false;
    }
    double gap = Math.sqrt(squared) * (1 - SLACK) - list.radius * (1 + SLACK) - SLACK;
    double nearestOfIt = metric == Metric.COSINE ? gap * gap / 2 : gap * gap;
    return gap > 0 && nearestOfIt > bound;
  }

  /** Has all of a list compared with by the next {@link #run()}. */
  void add(InvertedList list) {
    queue.add(list);
  }

  /** Compares with all that was added, in order. */
  void run() {
    ask(0);
    for (int from = 0; from < queue.size(); from += asked) {
      ask(from + asked);
      for (int i = from, end = Math.min(queue.size(), from + asked); i < end; i++) {
        some(queue.list(i), queue.start(i), queue.list(i).lanes(queue.start(i)));
      }
    }
    queue.clear();
  }

  private void ask(int from) {
    for (int i = from, end = Math.min(queue.size(), from + asked); i < end; i++) {
      probe.ask(queue.list(i).block(queue.start(i)));
    }
  }

  /**
   * Compares with a block.
   *
   * @param at the position that it begins with
   * @param wanted a bit for each lane that may be answered
   */
  void some(InvertedList list, int at, int wanted) {
    scanned += Math.min(Blocks.LANES, list.count() - at);
    probe.distances(list.block(at), distances, least, 0);
    int lanes = kernels.notAbove(bound, least) & wanted;
    for (; lanes != 0; lanes &= lanes - 1) {
      int lane = Integer.numberOfTrailingZeros(lanes);
      if (!(least[lane] > bound)) {
        int slot = list.slot(at + lane);
        inQuestion++;
        candidates.add(least[lane], slot, bound);
        nearest.add(2 * distances[lane] - least[lane], slot, true);
        bound = nearest.size() < k ? limit : Math.min(limit, nearest.distance(k - 1));
      }
    }
  }

  /** All in question, by what their distances are hardly below. */
  Pool found() {
    return candidates.ordered(bound);
  }
}
