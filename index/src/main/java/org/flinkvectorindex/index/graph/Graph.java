package org.flinkvectorindex.index.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The nodes of a hierarchical navigable small world graph (arXiv 1603.09320), by slot, in pages of
 * primitive arrays: which layers a node stands on, its links on each, and its place in the spanning
 * tree.
 *
 * <p>A node is {@link #LIVE}; or {@link #DEAD}, deleted but still walked through until no link
 * leads to it, and {@link #LEAVING} in the second half of that time; or its slot is {@link #FREE}.
 *
 * <p>Plain storage: what may be linked with what is decided elsewhere, and every change outside of
 * a restore goes through {@link GraphEditor}.
 */
public final class Graph {
  /** No node. */
  public static final int NONE = -1;

  static final byte FREE = 0;
  static final byte LIVE = 1;
  static final byte DEAD = 2;
  static final byte LEAVING = 3;

  /** Highest layer there can be: more than any shard needs. */
  static final int MAX_LEVEL = 15;

  /** Nodes of a layer whose upper links are kept for others, at most. */
  private static final int SPARE = 256;

  private static final int SHIFT = 9;
  private static final int SLOTS = 1 << SHIFT;
  private static final int MASK = SLOTS - 1;

  private final int m;
  private final boolean narrow;

  /** Not there where no slot was used yet, nor since a restore: also between others. */
  private Page[] pages = new Page[0];

  /** No page is as high. */
  private int end;

  private int high;
  private int ceiling;
  private int entry = NONE;
  private int live;
  private int dead;
  private final Peaks peaks = new Peaks(this::peak);

  /** By highest layer, upper links of nodes that are gone, to be given to others. */
  private final List<ArrayDeque<int[]>> spare = new ArrayList<>();

  /** Of all upper links, those that are spare too: nobody has to go through the slots for it. */
  private long upperBytes;

  /**
   * @param m links that a node asks for
   * @param narrow whether memory matters more than speed: {@link PackedLinks}
   */
  public Graph(int m, boolean narrow) {
    this.m = m;
    this.narrow = narrow;
    for (int level = 0; level <= MAX_LEVEL; level++) {
      spare.add(new ArrayDeque<>());
    }
  }

  /**
   * 512 nodes: with the most links there can be, its arrays are far from filling a region of their
   * own.
   */
  private static final class Page {
    final PackedLinks links;

    /** Without a sign: there may be 128 links. */
    final byte[] degree = new byte[SLOTS];

    final byte[] state = new byte[SLOTS];
    final int[] parent = new int[SLOTS];
    final int[] label = new int[SLOTS];

    /**
     * Links above the ground layer, only for the few nodes that have any: per layer a count and m
     * links.
     */
    final int[][] upper = new int[SLOTS][];

    /** Slots that are not free. */
    int used;

    Page(int capacity, boolean narrow) {
      links = new PackedLinks(SLOTS * capacity, narrow);
    }

    /** Without upper links. */
    long heapBytes() {
      return heapBytes(links.heapBytes());
    }

    static long heapBytes(long links) {
      return links + SLOTS * (1 + 1 + 4 + 4 + 4) + 5 * 16;
    }
  }

  /** Links a node asks for when it is inserted. */
  int m() {
    return m;
  }

  /** Links a node has at most. */
  int capacity(int level) {
    return level == 0 ? 2 * m : m;
  }

  /** All slots in use are below. */
  public int high() {
    return high;
  }

  /** No slot was ever as high. */
  int ceiling() {
    return ceiling;
  }

  void ceiling(int slots) {
    ceiling = slots;
  }

  /**
   * Where every search begins: a live node on the highest layer, or {@link #NONE} when none is
   * live.
   */
  public int entry() {
    return entry;
  }

  void entry(int slot) {
    entry = slot;
  }

  public int live() {
    return live;
  }

  public int dead() {
    return dead;
  }

  byte state(int slot) {
    Page page = slot >= high ? null : pages[slot >>> SHIFT];
    return page == null ? FREE : page.state[slot & MASK];
  }

  public boolean isLive(int slot) {
    return state(slot) == LIVE;
  }

  int level(int slot) {
    int[] upper = pages[slot >>> SHIFT].upper[slot & MASK];
    return upper == null ? 0 : upper.length / (m + 1);
  }

  /** The neighbour in the spanning tree that is nearer to its root, or {@link #NONE}. */
  int parent(int slot) {
    return pages[slot >>> SHIFT].parent[slot & MASK];
  }

  /** Rises along every way down the spanning tree. */
  int label(int slot) {
    return pages[slot >>> SHIFT].label[slot & MASK];
  }

  int degree(int slot, int level) {
    Page page = pages[slot >>> SHIFT];
    return level == 0
        ? page.degree[slot & MASK] & 0xFF
        : page.upper[slot & MASK][(level - 1) * (m + 1)];
  }

  /**
   * @param i below the degree; up to the capacity there is something, and nothing that counts
   */
  int link(int slot, int level, int i) {
    Page page = pages[slot >>> SHIFT];
    int at = linksFrom(slot, level) + i;
    return level == 0 ? page.links.get(at) : page.upper[slot & MASK][at];
  }

  /** Where the node's links are, {@link #linksFrom} on; null where they take three bytes each. */
  int[] wideLinks(int slot, int level) {
    Page page = pages[slot >>> SHIFT];
    return level == 0 ? page.links.wide() : page.upper[slot & MASK];
  }

  int linksFrom(int slot, int level) {
    return level == 0 ? (slot & MASK) * 2 * m : (level - 1) * (m + 1) + 1;
  }

  /** All of them into {@code to[at]} and on; returns how many. */
  int copyLinks(int slot, int level, int[] to, int at) {
    int degree = degree(slot, level);
    Page page = pages[slot >>> SHIFT];
    if (level == 0) {
      page.links.get(linksFrom(slot, level), degree, to, at);
    } else {
      System.arraycopy(page.upper[slot & MASK], linksFrom(slot, level), to, at, degree);
    }
    return degree;
  }

  boolean linked(int from, int to, int level) {
    for (int i = 0, end = degree(from, level); i < end; i++) {
      if (link(from, level, i) == to) {
        return true;
      }
    }
    return false;
  }

  void add(int slot, byte state, int level, int label) {
    int page = slot >>> SHIFT;
    if (page >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length + pages.length / 2 + 4));
    }
    if (pages[page] == null) {
      pages[page] = new Page(2 * m, narrow);
      end = Math.max(end, page + 1);
    }
    high = Math.max(high, slot + 1);
    ceiling = Math.max(ceiling, high);
    Page p = pages[page];
    int i = slot & MASK;
    p.used += p.state[i] == FREE ? 1 : 0;
    count(p.state[i], -1);
    count(state, 1);
    p.state[i] = state;
    p.degree[i] = 0;
    p.parent[i] = NONE;
    p.label[i] = label;
    drop(p.upper[i]);
    p.upper[i] = level == 0 ? null : upper(level);
    if (state == LIVE) {
      peaks.rise(page, level);
    }
  }

  private int[] upper(int level) {
    int[] upper = spare.get(level).poll();
    if (upper == null) {
      int[] fresh = new int[level * (m + 1)];
      upperBytes += bytes(fresh);
      return fresh;
    }
    Arrays.fill(upper, 0);
    return upper;
  }

  /** Nobody holds it any more. */
  private void drop(int[] upper) {
    upperBytes -= upper == null ? 0 : bytes(upper);
  }

  private static long bytes(int[] upper) {
    return 16 + 4L * upper.length;
  }

  void state(int slot, byte state) {
    Page page = pages[slot >>> SHIFT];
    boolean fell = page.state[slot & MASK] == LIVE && state != LIVE;
    count(page.state[slot & MASK], -1);
    count(state, 1);
    page.state[slot & MASK] = state;
    if (fell) {
      peaks.fall(slot >>> SHIFT, level(slot));
    }
  }

  private void count(byte state, int by) {
    if (state == LIVE) {
      live += by;
    } else if (state != FREE) {
      dead += by;
    }
  }

  /** The first of the live nodes on the highest layer, or {@link #NONE}. */
  int highestLive() {
    return peaks.highest() == NONE ? NONE : first(peaks.first(), peaks.highest());
  }

  /** The highest layer of the live nodes of a page. */
  private int peak(int page) {
    int peak = NONE;
    for (int i = 0; i < SLOTS; i++) {
      if (pages[page].state[i] == LIVE) {
        peak = Math.max(peak, level((page << SHIFT) + i));
      }
    }
    return peak;
  }

  private int first(int page, int level) {
    int slot = page << SHIFT;
    while (!isLive(slot) || level(slot) < level) {
      slot++;
    }
    return slot;
  }

  /** Forgets the node, and the pages above the highest one in use. */
  void free(int slot) {
    Page page = pages[slot >>> SHIFT];
    page.used--;
    state(slot, FREE);
    page.degree[slot & MASK] = 0;
    ArrayDeque<int[]> kept = spare.get(level(slot));
    if (level(slot) > 0 && kept.size() < SPARE) {
      kept.push(page.upper[slot & MASK]);
    } else {
      drop(page.upper[slot & MASK]);
    }
    page.upper[slot & MASK] = null;
    if (slot == high - 1) {
      while (high > 0 && state(high - 1) == FREE) {
        Page top = pages[(high - 1) >>> SHIFT];
        high = top == null || top.used == 0 ? (high - 1) & ~MASK : high - 1;
      }
      for (int used = (high + MASK) >>> SHIFT; end > used; end--) {
        pages[end - 1] = null;
      }
    }
  }

  void parent(int slot, int parent) {
    pages[slot >>> SHIFT].parent[slot & MASK] = parent;
  }

  void label(int slot, int label) {
    pages[slot >>> SHIFT].label[slot & MASK] = label;
  }

  void links(int slot, int level, int[] from, int count) {
    Page page = pages[slot >>> SHIFT];
    if (level == 0) {
      page.links.set(linksFrom(slot, level), from, count);
    } else {
      System.arraycopy(from, 0, page.upper[slot & MASK], linksFrom(slot, level), count);
    }
    degree(slot, level, count);
  }

  /** False when there is no room. */
  boolean append(int slot, int level, int link) {
    int degree = degree(slot, level);
    if (degree == capacity(level)) {
      return false;
    }
    Page page = pages[slot >>> SHIFT];
    int at = linksFrom(slot, level) + degree;
    if (level == 0) {
      page.links.set(at, link);
    } else {
      page.upper[slot & MASK][at] = link;
    }
    degree(slot, level, degree + 1);
    return true;
  }

  private void degree(int slot, int level, int degree) {
    Page page = pages[slot >>> SHIFT];
    if (level == 0) {
      page.degree[slot & MASK] = (byte) degree;
    } else {
      page.upper[slot & MASK][(level - 1) * (m + 1)] = degree;
    }
  }

  /** A hash of one node and all its links, 0 for a free slot. */
  long hash(int slot) {
    byte state = state(slot);
    if (state == FREE) {
      return 0;
    }
    long hash = mix(mix(slot, state), ((long) parent(slot) << 32) ^ label(slot));
    for (int level = level(slot); level >= 0; level--) {
      int degree = degree(slot, level);
      hash = mix(hash, ((long) level << 32) | degree);
      for (int i = 0; i < degree; i++) {
        hash = mix(hash, link(slot, level, i));
      }
    }
    return hash;
  }

  private static long mix(long hash, long value) {
    long x = (hash ^ value) * 0x9E3779B97F4A7C15L;
    return x ^ (x >>> 29);
  }

  /** Counted page by page, not slot by slot. */
  public long heapBytes() {
    long sum = 4L * pages.length + peaks.heapBytes() + upperBytes;
    for (Page page : pages) {
      sum += page == null ? 0 : page.heapBytes();
    }
    return sum;
  }

  /**
   * What nodes to be added will take, about.
   *
   * @param to their slots are below
   * @param nodes how many: one of {@code m} stands on a layer more
   */
  long heapBytesToCome(int to, int nodes) {
    int missing = 0;
    for (int page = 0; page << SHIFT < to; page++) {
      missing += page >= pages.length || pages[page] == null ? 1 : 0;
    }
    double upper = 16.0 / m + 4.0 * (m + 1) / (m - 1);
    return missing * Page.heapBytes(PackedLinks.heapBytes(SLOTS * 2 * m, narrow))
        + (long) (nodes * upper);
  }
}
