package org.flinkvectorindex.operators.window;

import java.io.Serializable;
import java.util.List;

/**
 * What is aggregated once, whatever number of windows are made of it: the records of a collection
 * in slices, each slice by group.
 *
 * @param key names it in state: never changes as long as its windows don't
 * @param groupBy attribute, blank for none
 * @param windows of one collection, at least one, all of this slicing and grouping
 */
public record Feed(
    String key,
    String collection,
    Slicing slicing,
    String groupBy,
    int maxGroups,
    List<WindowSpec> windows)
    implements Serializable {

  /** How records are put together. */
  public sealed interface Slicing extends Serializable {

    /** By time: windows that begin and end where panes do. */
    record Panes(long millis) implements Slicing {}

    /**
     * By time as well: records in one pane as long as the gap are of one session, whatever else is.
     */
    record Gaps(long millis) implements Slicing {}

    /**
     * As they come.
     *
     * @param most records in a slice; a window may hold up to one less than that beyond its count
     */
    record Rows(long most) implements Slicing {}
  }

  public boolean grouped() {
    return !groupBy.isBlank();
  }

  /** Sessions and groups are of changes alone: what was asked has no part in them. */
  boolean ofChangesOnly() {
    return grouped() || slicing instanceof Slicing.Gaps;
  }

  /** Where the slice begins that a record at this time is in. */
  long sliceOf(long ts) {
    if (slicing instanceof Slicing.Panes panes) {
      return ts - Math.floorMod(ts, panes.millis());
    }
    return slicing instanceof Slicing.Gaps gaps ? ts - Math.floorMod(ts, gaps.millis()) : 0;
  }

  /**
   * Whether a slice must be sent before a watermark: panes that end by then, and of sessions all
   * that has begun, since any of it may keep one from ending.
   */
  boolean passed(long slice, long watermark) {
    if (slicing instanceof Slicing.Panes panes) {
      return slice + panes.millis() - 1 <= watermark;
    }
    return !(slicing instanceof Slicing.Gaps) || slice <= watermark;
  }
}
