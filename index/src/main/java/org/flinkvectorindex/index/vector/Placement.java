package org.flinkvectorindex.index.vector;

/**
 * Where rows of one length lie in pages of primitive arrays.
 *
 * <p>Memory comes in lines of 64 bytes, and a walk waits for each line that a row touches. Arrays
 * lie anywhere, but one that is larger than half a region of the G1 collector has regions of its
 * own: it begins where they do and never moves. So a page takes up a region of 1 MB, the smallest
 * there is, whose first row begins at its second line; with larger regions, or another collector,
 * rows touch a line more now and then, and all else is the same. A page grows with what it holds,
 * to twice as much each time, so little is empty.
 */
public final class Placement {
  private static final int REGION = 1 << 20;
  private static final int LINE = 64;

  /** Bytes of an array before its elements. */
  private static final int HEADER = 16;

  /** Rows that a page begins with. */
  private static final int FIRST = 64;

  private final int stride;
  private final int rows;
  private final int lead;
  private final int slack;

  /** A page is a slot times this, less so many bits: exact for all slots there can be. */
  private final long reciprocal;

  private final int bits;

  /**
   * @param stride elements a row
   * @param elementBytes bytes an element
   * @param slack elements behind the last row
   */
  public Placement(int stride, int elementBytes, int slack) {
    this.stride = stride;
    this.slack = slack;
    lead = (LINE - HEADER) / elementBytes;
    rows = (REGION - LINE - slack * elementBytes) / (stride * elementBytes);
    bits = 31 + 32 - Integer.numberOfLeadingZeros(rows);
    reciprocal = (1L << bits) / rows + 1;
  }

  public int page(int slot) {
    return (int) (slot * reciprocal >>> bits);
  }

  /** Which row of its page a slot has. */
  public int row(int slot) {
    return slot - page(slot) * rows;
  }

  /** The first element of a slot's row in its page. */
  public int offset(int slot) {
    return lead + row(slot) * stride;
  }

  /** Pages that hold all slots below {@code high}. */
  public int pages(int high) {
    return high == 0 ? 0 : page(high - 1) + 1;
  }

  /** Rows that the page of a slot should have room for. */
  public int room(int slot) {
    return Math.min(rows, Math.max(FIRST, 2 * Integer.highestOneBit(row(slot))));
  }

  /** Elements of a page with room for so many rows. */
  public int length(int room) {
    return lead + room * stride + slack;
  }
}
