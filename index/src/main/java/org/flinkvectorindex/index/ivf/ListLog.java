package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.journal.Journalled;
import org.flinkvectorindex.index.journal.LogCursor;

/**
 * The redo log's records, and how they are applied again. An entry is a version byte and the
 * records of one commit. A record changes one slot or one list, and is applied only where the page
 * of that does not reflect it yet.
 *
 * <pre>
 * PLACE   slot list position        where a vector is
 * REMOVE  slot                      it is nowhere
 * LIST    list radius components…   a list and its centroid
 * RADIUS  list radius
 * DROP    list
 * </pre>
 */
final class ListLog {
  static final int VERSION = 1;
  static final int PLACE = 1;
  static final int REMOVE = 2;
  static final int LIST = 3;
  static final int RADIUS = 4;
  static final int DROP = 5;

  private final Lists lists;
  private final int slots;
  private final int most;
  private final float[] centroid;

  /**
   * @param slots no slot is as high
   * @param most no list is as high
   */
  ListLog(Lists lists, int dimension, int slots, int most) {
    this.lists = lists;
    this.slots = slots;
    this.most = most;
    centroid = new float[dimension];
  }

  void replay(long sequence, byte[] entry, Journalled.Stale stale) throws CorruptIndexException {
    LogCursor in = new LogCursor(entry, "log entry " + sequence);
    in.version(VERSION);
    while (in.more()) {
      int kind = in.get();
      switch (kind) {
        case PLACE -> {
          int slot = in.getInt(slots, "slot");
          int list = in.getInt(most, "list");
          int position = in.getInt(slots, "position");
          if (stale.page(ListPages.ofSlot(slot))) {
            lists.places.put(slot, list, position);
          }
        }
        case REMOVE -> {
          int slot = in.getInt(slots, "slot");
          if (stale.page(ListPages.ofSlot(slot))) {
            lists.places.clear(slot);
          }
        }
        case LIST -> {
          int list = in.getInt(most, "list");
          float radius = in.getFloat();
          for (int i = 0; i < centroid.length; i++) {
            centroid[i] = in.getFloat();
          }
          if (stale.page(list)) {
            lists.put(list, centroid, radius);
          }
        }
        case RADIUS -> {
          int list = in.getInt(most, "list");
          float radius = in.getFloat();
          if (stale.page(list)) {
            lists.get(require(in, list)).radius = radius;
          }
        }
        case DROP -> {
          int list = in.getInt(most, "list");
          if (stale.page(list)) {
            lists.forget(require(in, list));
          }
        }
        default -> throw in.corrupt("record kind " + kind + " is unknown");
      }
    }
  }

  private int require(LogCursor in, int list) throws CorruptIndexException {
    if (!lists.has(list)) {
      throw in.corrupt("there is no list " + list);
    }
    return list;
  }
}
