package org.flinkvectorindex.index.search;

import java.util.Arrays;
import org.flinkvectorindex.index.Search;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.id.Ids;

/**
 * The best nodes that a search of a layer has seen: what is found, and what is still to be walked
 * from. It keeps the {@code ef} nearest that may be answered, ascending in an array, and in a heap
 * those that may only be walked through: there may be many times as many, where a cluster was
 * deleted or a filter accepts little.
 *
 * <p>An entry is one long: the distance's bits in an order of integers, the slot, whether it was
 * walked from. So distance decides, then slot, and comparing is one instruction.
 */
public final class Pool {
  private static final long WALKED = 1;
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  /** Nothing is left to walk from. */
  public static final int NONE = -1;

  private long[] entries = new long[256];
  private int[] slots = new int[0];
  private float[] distances = new float[0];
  private int size;
  private int ef;

  /** No entry below has not been walked from. */
  private int next;

  private final Heap others = new Heap();

  /** Others that were walked through. */
  private int passed;

  private long nearestOther;

  /** What was walked from last. */
  private long last;

  public void clear(int ef) {
    this.ef = ef;
    size = 0;
    next = 0;
    others.clear();
    passed = 0;
    nearestOther = Long.MAX_VALUE;
  }

  /** Those that may be answered. */
  public int size() {
    return size;
  }

  /** Nothing farther would be kept. */
  public boolean wants(float distance) {
    return size < ef || ordered(distance) <= (int) (entries[size - 1] >> 32);
  }

  /** Its distance decides where it comes, then its slot. */
  public static long entry(float distance, int slot) {
    return ((long) ordered(distance) << 32) | ((long) slot << 1);
  }

  /** Has nothing but these. */
  public void fill(long[] ascending, int count) {
    clear(Integer.MAX_VALUE);
    if (count > entries.length) {
      entries = new long[Math.max(count, 2 * entries.length)];
    }
    System.arraycopy(ascending, 0, entries, 0, count);
    size = count;
  }

  /**
   * @param answer whether it may be answered, or only walked through
   */
  public void add(float distance, int slot, boolean answer) {
    long entry = entry(distance, slot);
    if (size >= ef && entry >= entries[size - 1]) {
      return;
    }
    if (!answer) {
      others.add(entry);
      nearestOther = Math.min(nearestOther, entry);
      return;
    }
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size * 2);
    }
    int low = 0;
    for (int left = size; left > 0; ) { // Halving without a branch: none could be predicted.
      int half = (left + 1) >>> 1;
      low += entries[low + half - 1] < entry ? half : 0;
      left -= half;
    }
    System.arraycopy(entries, low, entries, low + 1, size - low);
    entries[low] = entry;
    next = Math.min(next, low);
    size += size < ef ? 1 : 0;
  }

  /** Makes room for so many, so that it is counted before the first search as it is behind it. */
  public void reserve(int count) {
    while (entries.length < count) {
      entries = new long[entries.length * 2];
    }
  }

  /** Adds one behind all others, however near it is: for whoever reads them all. */
  public void append(float distance, int slot) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size * 2);
    }
    entries[size++] = entry(distance, slot);
  }

  /** The nearest not walked from yet, which it then was; or {@link #NONE}. */
  public int walk() {
    while (next < size && (entries[next] & WALKED) != 0) {
      next++;
    }
    if (others.size() > 0 && others.least() < walkedUntil()) {
      last = others.take();
      passed++;
    } else if (next < size) {
      last = entries[next];
      entries[next++] |= WALKED;
    } else {
      return NONE;
    }
    return slotOf(last);
  }

  /** Before what others are walked through. */
  private long walkedUntil() {
    if (next < size) {
      return entries[next];
    }
    return size < ef ? Long.MAX_VALUE : entries[size - 1];
  }

  /**
   * How many were walked from: of those that may be answered, the ones before the nearest that was
   * not yet; of the others all. The last is among them.
   */
  public int walked() {
    return next + passed;
  }

  /** How far what was walked from last is. */
  public float reached() {
    return distance(last);
  }

  /** The next of those that may be answered to be walked from, after {@code skipped} of them. */
  public int open(int skipped) {
    int i = next;
    for (int left = skipped; i < size; i++) {
      if ((entries[i] & WALKED) == 0 && left-- == 0) {
        return slot(i);
      }
    }
    return NONE;
  }

  public int slot(int i) {
    return slotOf(entries[i]);
  }

  private static int slotOf(long entry) {
    return (int) (entry >>> 1) & 0x7FFFFFFF;
  }

  /** The nearest seen, whether it may be answered or not; one that may must be there. */
  public int nearest() {
    return slotOf(Math.min(nearestOther, entries[0]));
  }

  public float distance(int i) {
    return distance(entries[i]);
  }

  /** The distance in the upper half of an entry. */
  public static float distance(long entry) {
    int bits = (int) (entry >> 32);
    return Float.intBitsToFloat(bits ^ ((bits >> 31) & 0x7FFFFFFF));
  }

  /**
   * Bits of a float, so that integers compare as the floats do. What is not a number is +∞, as
   * {@link org.flinkvectorindex.index.vector.Probe} has it: estimates may be so too.
   */
  public static int ordered(float distance) {
    int bits = Float.isNaN(distance) ? INFINITY : Float.floatToRawIntBits(distance);
    return bits ^ ((bits >> 31) & 0x7FFFFFFF);
  }

  /**
   * The first {@code k}, those at equal distance in the order of their ids.
   *
   * @param visited distances computed to find them
   */
  public SearchHits hits(int k, Ids ids, int visited) {
    return hits(k, Float.POSITIVE_INFINITY, ids, visited, true);
  }

  /** The same of those that a search asks for. */
  public SearchHits hits(Search asked, Ids ids, int visited, boolean complete) {
    return hits(asked.k(), asked.bound(), ids, visited, complete);
  }

  private SearchHits hits(int k, float bound, Ids ids, int visited, boolean complete) {
    if (slots.length < size) {
      slots = new int[entries.length];
      distances = new float[entries.length];
    }
    int count = 0;
    int end = bound == Float.POSITIVE_INFINITY ? size : below(bound);
    for (int i = 0; i < end; i++) {
      if (count >= k && distance(i) > distances[k - 1]) {
        break;
      }
      slots[count] = slot(i);
      distances[count++] = distance(i);
    }
    for (int from = 0, to; from < count; from = to) {
      to = from + 1;
      while (to < count && distances[to] == distances[from]) {
        to++;
      }
      ids.sort(slots, from, to);
    }
    int found = Math.min(k, count);
    return new SearchHits(
        Arrays.copyOf(slots, found), Arrays.copyOf(distances, found), visited, complete);
  }

  /** How many are nearer. */
  private int below(float bound) {
    int end = 0;
    while (end < size && distance(end) < bound) {
      end++;
    }
    return end;
  }

  public long heapBytes() {
    return 8L * entries.length + 8L * slots.length + others.heapBytes();
  }
}
