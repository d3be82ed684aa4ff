package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;

/**
 * Page <i>p</i> has the centroid of list <i>p</i> and the places of 64 neighbouring slots: a
 * version byte, the sequence number of the last log entry that it reflects, whether there is such a
 * list, its radius and centroid, then for each slot list + 1 and, where it is in one, its position.
 */
final class ListPages {
  static final int VERSION = 1;
  private static final int SHIFT = 6;
  private static final int SLOTS = 1 << SHIFT;

  private final Lists lists;
  private final float[] centroid;
  private final LogBuffer out = new LogBuffer();

  ListPages(Lists lists, int dimension) {
    this.lists = lists;
    centroid = new float[dimension];
  }

  static int ofSlot(int slot) {
    return slot >>> SHIFT;
  }

  /** Pages that cover all. */
  int count() {
    return Math.max((lists.places.high() + SLOTS - 1) >>> SHIFT, lists.high());
  }

  byte[] image(int page, long sequence) {
    out.clear();
    out.put(VERSION);
    out.putLong(sequence);
    out.put(lists.has(page) ? 1 : 0);
    if (lists.has(page)) {
      out.putFloat(lists.get(page).radius);
      lists.centroids.given(page, centroid);
      for (float component : centroid) {
        out.putFloat(component);
      }
    }
    int first = page << SHIFT;
    int end = Math.min(first + SLOTS, Math.max(first, lists.places.high()));
    for (int slot = first; slot < end; slot++) {
      int list = lists.places.list(slot);
      out.putInt(list + 1);
      if (list != Places.NONE) {
        out.putInt(lists.places.position(slot));
      }
    }
    return out.toBytes();
  }

  /**
   * Puts an image in place.
   *
   * @param slots no slot is as high
   * @param most no list is as high
   * @return the sequence number that the image reflects
   */
  long restore(int page, byte[] image, int slots, int most) throws CorruptIndexException {
    LogCursor in = new LogCursor(image, "page " + page);
    in.version(VERSION);
    long sequence = in.getLong();
    if (in.getInt(2, "list") == 1) {
      float radius = in.getFloat();
      for (int i = 0; i < centroid.length; i++) {
        centroid[i] = in.getFloat();
      }
      lists.put(page, centroid, radius);
    }
    int slot = page << SHIFT;
    for (int end = slot + SLOTS; in.more(); slot++) {
      if (slot == end) {
        throw in.corrupt("it holds more than " + SLOTS + " slots");
      }
      int list = in.getInt(most + 1, "list of slot " + slot) - 1;
      if (list != Places.NONE) {
        lists.places.put(slot, list, in.getInt(slots, "position of slot " + slot));
      }
    }
    return sequence;
  }
}
