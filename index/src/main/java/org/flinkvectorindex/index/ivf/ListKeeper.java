package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;
import org.flinkvectorindex.index.vector.Blocks;

/**
 * Keeps lists short and vectors in the list that they belong to, one list with an operation at
 * most, never all at once: SPFresh's LIRE (arXiv 2410.14452).
 *
 * <p>A list that has become long is cut in two, and it and its neighbours are looked through: what
 * is nearer to another centroid now moves there. One that has become short hands its vectors to
 * others. Beyond the paper a cursor goes round all lists, one every {@link #EVERY} operations: it
 * looks through the list likewise and moves the centroid to the mean of what is there now. That is
 * k-means over the live vectors, spread out over the stream; so there is nothing to train before
 * and nothing to rebuild after.
 */
final class ListKeeper {
  private static final int EVERY = 16;

  /** Neighbours that a vector may move to. */
  private static final int NEAR = 16;

  /** Vectors of a list given up that move at once: fewer where there are many centroids. */
  private static final int HANDED = 32;

  private static final int COMPARED = 1 << 18;

  /** A vector moves if that brings it nearer by this share of the way between both centroids. */
  private static final float GAIN = 0.01f;

  /** A centroid moves if the mean is off by this share of the radius, squared. */
  private static final float OFF = 0.002f;

  private final ListEditor editor;
  private final Lists lists;
  private final ListSizes sizes;
  private final ListSplitter splitter;
  private final Distances distances;
  private final int dimension;
  private final WorkQueue queue = new WorkQueue();
  private final float[] centroid;
  private final float[] other;
  private final double[] sum;
  private final int[] near = new int[NEAR];
  private final float[] gains = new float[NEAR];
  private float[] best = new float[0];
  private int[] target = new int[0];
  private int cursor;

  ListKeeper(ListEditor editor, ListSizes sizes, Distances distances, int dimension, int stride) {
    this.editor = editor;
    this.sizes = sizes;
    this.distances = distances;
    this.dimension = dimension;
    lists = editor.lists;
    splitter = new ListSplitter(editor, distances, dimension, stride);
    centroid = new float[stride];
    other = new float[stride];
    sum = new double[dimension];
  }

  /** A list has more vectors or fewer. */
  void changed(int list, int live) {
    int count = lists.get(list).count();
    boolean shortOne = count < sizes.merge(live) && lists.count() > 1;
    if (count > sizes.split(live) || shortOne || count == 0) {
      queue.add(list);
    }
  }

  void step(long operations, int live) {
    if (!queue.isEmpty()) {
      visit(queue.poll(), live);
    } else if (operations % EVERY == 0 && lists.count() > 1) {
      do {
        cursor = cursor + 1 >= lists.high() ? 0 : cursor + 1;
      } while (!lists.has(cursor));
      visit(cursor, live);
    }
  }

  private void visit(int list, int live) {
    if (!lists.has(list)) {
      return;
    }
    int count = lists.get(list).count();
    int limit = sizes.split(live);
    if (count > limit) {
      split(list);
    } else if (count == 0) {
      editor.drop(list);
    } else if (count < sizes.merge(live) && lists.count() > 1 && hasRoom(list, limit)) {
      handOver(list, limit);
    } else {
      lookThrough(list, limit);
    }
  }

  private void split(int list) {
    int added = splitter.split(list);
    queue.add(list);
    queue.add(added);
    lists.centroids.get(list, centroid);
    int count = lists.centroids.order(centroid, NEAR + 2);
    for (int i = 0; i < count; i++) {
      queue.add(lists.centroids.at(i));
    }
  }

  /** Whether the next list would not be split, or nearly, by what it gets. */
  private boolean hasRoom(int list, int limit) {
    lists.centroids.get(list, centroid);
    lists.centroids.order(centroid, 2);
    int next = lists.centroids.at(lists.centroids.at(0) == list ? 1 : 0);
    return lists.get(list).count() + lists.get(next).count() <= limit - limit / 8;
  }

  /** Gives some vectors, or the last ones, to the next lists. */
  private void handOver(int list, int limit) {
    InvertedList from = lists.get(list);
    int most = Math.max(1, Math.min(HANDED, COMPARED / lists.high()));
    for (int left = most; left > 0 && from.count() > 0; left--) {
      int at = from.count() - 1;
      lists.blocks.get(from.block(at), InvertedList.lane(at), other);
      lists.centroids.order(other, 2);
      int to = lists.centroids.at(lists.centroids.at(0) == list ? 1 : 0);
      editor.move(from.slot(at), to, distances.radius(lists.centroids.scored(to)));
      if (lists.get(to).count() > limit) {
        queue.add(to);
      }
    }
    if (from.count() == 0) {
      editor.drop(list);
    } else {
      queue.add(list);
    }
  }

  private void lookThrough(int list, int limit) {
    if (lists.count() > 1) {
      reassign(list, limit);
    }
    InvertedList of = lists.get(list);
    if (of.count() > 0) {
      recentre(list, of);
    }
  }

  private void reassign(int list, int limit) {
    InvertedList from = lists.get(list);
    lists.centroids.get(list, centroid);
    int count = neighbours(list);
    int size = from.count();
    if (best.length < size) {
      best = new float[size + size / 2];
      target = new int[best.length];
    }
    float[] scores = distances.scores(from, centroid, lists.centroids.offsetOf(list));
    System.arraycopy(scores, 0, best, 0, size);
    Arrays.fill(target, 0, size, list);
    for (int n = 0; n < count; n++) {
      if (lists.get(near[n]).count() < limit) {
        lists.centroids.get(near[n], other);
        scores = distances.scores(from, other, lists.centroids.offsetOf(near[n]));
        for (int i = 0; i < size; i++) {
          if (scores[i] + gains[n] < best[i]) {
            best[i] = scores[i] + gains[n];
            target[i] = near[n];
          }
        }
      }
    }
    for (int at = size - 1; at >= 0; at--) {
      if (target[at] != list && lists.get(target[at]).count() < limit) {
        editor.move(from.slot(at), target[at], distances.radius(best[at]));
      }
    }
  }

  /** The lists next to one, whose centroid is at hand, and what a move to each must gain. */
  private int neighbours(int list) {
    int found = lists.centroids.order(centroid, NEAR + 1);
    float square = 2 * lists.centroids.offset(centroid);
    int count = 0;
    for (int i = 0; i < found && count < NEAR; i++) {
      int each = lists.centroids.at(i);
      if (each != list) {
        near[count] = each;
        gains[count++] = GAIN * lists.centroids.squared(lists.centroids.scored(each), square);
      }
    }
    return count;
  }

  private void recentre(int list, InvertedList of) {
    Arrays.fill(sum, 0);
    for (int at = 0; at < of.count(); at += Blocks.LANES) {
      lists.blocks.sum(of.block(at), of.lanes(at), sum);
    }
    lists.centroids.get(list, centroid);
    double off = 0;
    for (int i = 0; i < dimension; i++) {
      other[i] = (float) (sum[i] / of.count());
      off += ((double) other[i] - centroid[i]) * ((double) other[i] - centroid[i]);
    }
    if (off > OFF * spread(list, of)) {
      lists.blocks.undo(other);
      editor.list(list, other, distances.radius(list, other));
    }
  }

  /** Squared, and as wide as the list is; where radii are not kept, as its centroid is long. */
  private double spread(int list, InvertedList of) {
    return Float.isInfinite(of.radius)
        ? 2 * lists.centroids.offsetOf(list)
        : (double) of.radius * of.radius;
  }

  void save(LogBuffer out) {
    out.putInt(cursor);
    queue.save(out);
  }

  void restore(LogCursor in, int most) throws CorruptIndexException {
    cursor = in.getInt();
    queue.restore(in, most);
  }

  long heapBytes() {
    return queue.heapBytes() + 8L * best.length;
  }
}
