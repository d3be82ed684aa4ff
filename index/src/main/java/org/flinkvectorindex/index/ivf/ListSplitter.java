package org.flinkvectorindex.index.ivf;

import java.util.Arrays;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.BlockProbe;
import org.flinkvectorindex.index.vector.Blocks;

/**
 * Cuts a list in two: k-means with two centroids over some of its blocks, then each vector goes to
 * the nearer one. No part gets less than a third: so a split always makes lists shorter, even where
 * all vectors are the same, and none that is given up at once.
 */
final class ListSplitter {
  private static final int ROUNDS = 6;
  private static final int SAMPLED_BLOCKS = 16;
  private static final int LEAST_PART = 3;

  private final ListEditor editor;
  private final Lists lists;
  private final Distances distances;
  private final BlockProbe probe;
  private final int dimension;
  private final float[] first;
  private final float[] second;
  private final double[] firstSum;
  private final double[] secondSum;
  private final float[] toFirst = new float[Blocks.LANES];
  private final float[] toSecond = new float[Blocks.LANES];
  private float[] differences = new float[0];
  private long[] sorted = new long[0];
  private boolean[] moves = new boolean[0];

  ListSplitter(ListEditor editor, Distances distances, int dimension, int stride) {
    this.editor = editor;
    this.distances = distances;
    this.dimension = dimension;
    lists = editor.lists;
    probe = lists.blocks.probe();
    first = new float[stride];
    second = new float[stride];
    firstSum = new double[dimension];
    secondSum = new double[dimension];
  }

  /** Moves a part of the list into a new one; returns the new one. */
  int split(int list) {
    InvertedList from = lists.get(list);
    means(from);
    part(from);
    int added = lists.take();
    Arrays.fill(firstSum, 0);
    Arrays.fill(secondSum, 0);
    int moved = 0;
    for (int at = 0; at < from.count(); at += Blocks.LANES) {
      int mask = 0;
      for (int i = at; i < Math.min(at + Blocks.LANES, from.count()); i++) {
        mask |= moves[i] ? 1 << (i - at) : 0;
      }
      moved += Integer.bitCount(mask);
      lists.blocks.sum(from.block(at), mask, secondSum);
      lists.blocks.sum(from.block(at), from.lanes(at) & ~mask, firstSum);
    }
    mean(firstSum, from.count() - moved, first);
    mean(secondSum, moved, second);
    lists.blocks.undo(first);
    lists.blocks.undo(second);
    editor.list(added, second, 0);
    for (int at = from.count() - 1; at >= 0; at--) {
      if (moves[at]) {
        editor.move(from.slot(at), added, 0);
      }
    }
    editor.list(added, second, distances.radius(added, second));
    editor.list(list, first, distances.radius(list, first));
    return added;
  }

  /** Two centroids, from one vector and the one farthest from it on. */
  private void means(InvertedList list) {
    int blocks = (list.count() + Blocks.LANES - 1) / Blocks.LANES;
    int step = Blocks.LANES * Math.max(1, blocks / SAMPLED_BLOCKS);
    int start = (int) ((list.slot(0) * 0x9E3779B1L >>> 8) % list.count());
    lists.blocks.get(list.block(start), InvertedList.lane(start), first);
    int farthest = start;
    float most = Float.NEGATIVE_INFINITY;
    probe.aim(first);
    for (int at = 0; at < list.count(); at += step) {
      probe.distances(list.block(at), toFirst, 0);
      for (int i = 0; i < Integer.bitCount(list.lanes(at)); i++) {
        if (toFirst[i] > most) {
          most = toFirst[i];
          farthest = at + i;
        }
      }
    }
    lists.blocks.get(list.block(farthest), InvertedList.lane(farthest), second);
    for (int round = 0; round < ROUNDS && round(list, step); round++) {}
  }

  private boolean round(InvertedList list, int step) {
    Arrays.fill(firstSum, 0);
    Arrays.fill(secondSum, 0);
    compare(list, step);
    int ones = 0;
    int others = 0;
    for (int at = 0; at < list.count(); at += step) {
      int mask = 0;
      for (int i = 0; i < Blocks.LANES; i++) {
        mask |= differences[at + i] > 0 ? 1 << i : 0;
      }
      mask &= list.lanes(at);
      int rest = list.lanes(at) & ~mask;
      lists.blocks.sum(list.block(at), mask, secondSum);
      lists.blocks.sum(list.block(at), rest, firstSum);
      others += Integer.bitCount(mask);
      ones += Integer.bitCount(rest);
    }
    if (ones == 0 || others == 0) {
      return false;
    }
    mean(firstSum, ones, first);
    mean(secondSum, others, second);
    return true;
  }

  /** How much farther each vector is from the first centroid than from the second. */
  private void compare(InvertedList list, int step) {
    int room = (list.count() + Blocks.LANES - 1) & -Blocks.LANES;
    if (differences.length < room) {
      differences = new float[room + room / 2];
    }
    float offset = lists.centroids.offset(first) - lists.centroids.offset(second);
    probe.aim(first);
    for (int at = 0; at < list.count(); at += step) {
      probe.distances(list.block(at), differences, at);
    }
    probe.aim(second);
    for (int at = 0; at < list.count(); at += step) {
      probe.distances(list.block(at), toSecond, 0);
      for (int i = 0; i < Blocks.LANES; i++) {
        differences[at + i] = differences[at + i] - toSecond[i] + offset;
      }
    }
  }

  /** Says of each vector whether it goes. */
  private void part(InvertedList list) {
    compare(list, Blocks.LANES);
    int count = list.count();
    if (moves.length < count) {
      moves = new boolean[count + count / 2];
      sorted = new long[moves.length];
    }
    int going = 0;
    for (int i = 0; i < count; i++) {
      moves[i] = differences[i] > 0;
      going += moves[i] ? 1 : 0;
    }
    int least = count / LEAST_PART;
    int bounded = Math.max(least, Math.min(count - least, going));
    if (bounded != going) {
      for (int i = 0; i < count; i++) {
        sorted[i] = ((long) Pool.ordered(differences[i]) << 32) | i;
      }
      Arrays.sort(sorted, 0, count);
      for (int i = 0; i < count; i++) {
        moves[(int) sorted[i]] = i >= count - bounded;
      }
    }
  }

  private void mean(double[] sum, int count, float[] into) {
    for (int i = 0; i < dimension; i++) {
      into[i] = (float) (sum[i] / count);
    }
  }
}
