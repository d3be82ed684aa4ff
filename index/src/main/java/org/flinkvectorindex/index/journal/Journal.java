package org.flinkvectorindex.index.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.StoredIndex;

/**
 * Keeps something in a store as a redo log with fuzzy pages.
 *
 * <p>Each commit appends one entry to the log. A cursor, driven by the number of operations, writes
 * pages round and round: each page carries the sequence number of the last entry that it reflects.
 * These rise from the first page up to the cursor, and again from the cursor to the last, so the
 * oldest of all is the first page or the one under the cursor, and the log is cut below it. A
 * restore puts the pages in place and applies to each what is newer.
 *
 * <p>Pages that nothing is in any more are given back from the last one down, some with each
 * commit; until then the cursor goes over them too.
 */
public final class Journal {
  /** Fewer live vectors count as so many: what is small is not rewritten with each operation. */
  private static final int LEAST = 64;

  /**
   * Fewer live vectors a page count as so many. Where most was deleted, and one vector high up
   * holds the rest, an operation would else write thousands of pages that are empty.
   */
  private static final int LEAST_A_PAGE = 8;

  /** Pages that a commit gives back, at most. */
  static final int GIVEN_BACK = 16;

  /** Entries that a commit cuts from the log, at most: it adds one. */
  static final int CUT = 64;

  private final Journalled kept;
  private final IndexStore store;

  /** Share of the live nodes that change while the cursor goes round once. */
  private final double lag;

  /** What each page that was ever written reflects. */
  private long[] reflects = new long[16];

  private int known;
  private long next = 1;
  private long oldest = 1;
  private int cursor;
  private double due;

  public Journal(Journalled kept, double lag, IndexStore store) {
    this.kept = kept;
    this.lag = lag;
    this.store = store;
  }

  /** Entries that the log holds. */
  public long length() {
    return next - oldest;
  }

  public void commit(long operations) {
    byte[] entry = kept.drain();
    if (entry.length == 0) {
      return;
    }
    long sequence = next++;
    store.putLog(sequence, entry);
    // Pages that are given back are written once more, empty, so that nothing older comes back.
    int count = Math.max(kept.pages(), known - GIVEN_BACK);
    for (int page = count; page < known; page++) {
      store.putPage(page, kept.image(page, sequence));
    }
    if (count > reflects.length) {
      reflects = Arrays.copyOf(reflects, Math.max(count, reflects.length * 2));
    }
    for (int page = known; page < count; page++) {
      reflects[page] = sequence - 1;
    }
    known = count;
    writeDue(operations, sequence);
  }

  private void writeDue(long operations, long sequence) {
    if (known == 0) {
      cursor = 0;
      cut(sequence);
      return;
    }
    double live = Math.max(kept.live(), Math.max(LEAST, (double) LEAST_A_PAGE * known));
    due += operations * known / (lag * live);
    for (int i = 0; i < known && due >= 1; i++, due--) {
      cursor = cursor < known ? cursor : 0;
      store.putPage(cursor, kept.image(cursor, sequence));
      reflects[cursor++] = sequence;
    }
    due = Math.min(due, 1);
    cursor = cursor < known ? cursor : 0;
    cut(Math.min(reflects[0], reflects[cursor]));
  }

  private void cut(long below) {
    for (int i = 0; i < CUT && oldest <= below; i++) {
      store.removeLog(oldest++);
    }
  }

  public void save(LogBuffer out) {
    out.putLong(next);
    out.putLong(oldest);
    out.putInt(known);
    out.putInt(cursor);
    out.putLong(Double.doubleToLongBits(due));
  }

  /** Reads what {@link #save} wrote; {@link #restore} must follow. */
  public void read(LogCursor in) throws CorruptIndexException {
    next = in.getLong();
    oldest = in.getLong();
    known = in.getInt();
    if (known == 0) {
      in.getInt(); // Where the cursor stood before the last page went.
      cursor = 0;
    } else {
      cursor = in.getInt(known, "page cursor");
    }
    due = Double.longBitsToDouble(in.getLong());
    reflects = new long[Math.max(16, known)];
  }

  /** Puts the pages in place and applies what is newer. */
  public void restore(StoredIndex stored) throws IOException {
    restorePages(stored);
    restoreLog(stored);
  }

  private void restorePages(StoredIndex stored) throws IOException {
    List<Image> images = new ArrayList<>();
    stored.pages((image, page) -> images.add(new Image(page, image)));
    images.sort(Comparator.comparingLong(Image::number));
    for (Image each : images) {
      long sequence = kept.restore((int) each.number, each.bytes);
      if (each.number >= reflects.length) {
        reflects = Arrays.copyOf(reflects, Math.max((int) each.number + 1, reflects.length * 2));
      }
      reflects[(int) each.number] = sequence;
    }
  }

  private void restoreLog(StoredIndex stored) throws IOException {
    List<Image> entries = new ArrayList<>();
    stored.log((sequence, entry) -> entries.add(new Image(sequence, entry)));
    entries.sort(Comparator.comparingLong(Image::number));
    if (entries.size() != next - oldest) {
      throw new CorruptIndexException(
          "the log holds %d entries, the checkpoint says %d to %d"
              .formatted(entries.size(), oldest, next - 1));
    }
    for (Image each : entries) {
      kept.replay(each.number, each.bytes, page -> each.number > reflected(page));
    }
  }

  private long reflected(int page) {
    return page < reflects.length ? reflects[page] : 0;
  }

  public long heapBytes() {
    return 8L * reflects.length;
  }

  private record Image(long number, byte[] bytes) {}
}
