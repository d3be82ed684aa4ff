package org.flinkvectorindex.index.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.StoredIndex;

/**
 * Keeps the graph in a store as a redo log with fuzzy pages.
 *
 * <p>Each commit appends one entry to the log. A cursor, driven by the number of operations, writes
 * pages round and round: each page carries the sequence number of the last entry that it reflects.
 * These rise from the first page up to the cursor, and again from the cursor to the last, so the
 * oldest of all is the first page or the one under the cursor, and the log is cut below it. A
 * restore puts the pages in place and applies to each what is newer.
 */
final class Journal {
  private final Graph graph;
  private final GraphEditor editor;
  private final GraphPages pages;
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

  Journal(Graph graph, GraphEditor editor, double lag, IndexStore store) {
    this.graph = graph;
    this.editor = editor;
    this.lag = lag;
    this.store = store;
    pages = new GraphPages(graph);
  }

  /** Entries that the log holds. */
  long length() {
    return next - oldest;
  }

  void commit(long operations) {
    byte[] entry = editor.drain();
    if (entry.length == 0) {
      return;
    }
    long sequence = next++;
    store.putLog(sequence, entry);
    int count = GraphPages.count(graph.high());
    // Pages that the graph gave back are written once more, empty, so that nothing older comes
    // back.
    for (int page = count; page < known; page++) {
      store.putPage(page, pages.image(page, sequence));
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
      cut(sequence);
      return;
    }
    due += operations * known / (lag * Math.max(graph.live(), GraphPages.SLOTS));
    for (int i = 0; i < known && due >= 1; i++, due--) {
      cursor = cursor < known ? cursor : 0;
      store.putPage(cursor, pages.image(cursor, sequence));
      reflects[cursor++] = sequence;
    }
    due = Math.min(due, 1);
    cursor = cursor < known ? cursor : 0;
    cut(Math.min(reflects[0], reflects[cursor]));
  }

  private void cut(long below) {
    while (oldest <= below) {
      store.removeLog(oldest++);
    }
  }

  void save(LogBuffer out) {
    out.putLong(next);
    out.putLong(oldest);
    out.putInt(known);
    out.putInt(cursor);
    out.putLong(Double.doubleToLongBits(due));
    out.putInt(graph.ceiling());
    out.putInt(graph.high());
    out.putInt(graph.entry() + 1);
  }

  void restore(LogCursor in, StoredIndex stored) throws IOException {
    next = in.getLong();
    oldest = in.getLong();
    known = in.getInt();
    cursor = in.getInt(Math.max(known, 1), "page cursor");
    due = Double.longBitsToDouble(in.getLong());
    int ceiling = in.getInt();
    graph.ceiling(ceiling);
    int high = in.getInt();
    int entry = in.getInt(high + 1, "entry point") - 1;
    reflects = new long[Math.max(16, known)];
    restorePages(stored, ceiling);
    restoreLog(stored, ceiling);
    if (graph.high() != high) {
      throw new CorruptIndexException(
          "the graph ends at slot %d, the checkpoint says %d: pages or log entries are missing"
              .formatted(graph.high(), high));
    }
    graph.entry(entry);
    editor.rehash();
  }

  private void restorePages(StoredIndex stored, int limit) throws IOException {
    List<Image> images = new ArrayList<>();
    stored.pages((image, page) -> images.add(new Image(page, image)));
    images.sort(Comparator.comparingLong(Image::number));
    for (Image each : images) {
      long sequence = pages.restore((int) each.number, each.bytes, limit);
      if (each.number >= reflects.length) {
        reflects = Arrays.copyOf(reflects, Math.max((int) each.number + 1, reflects.length * 2));
      }
      reflects[(int) each.number] = sequence;
    }
  }

  private void restoreLog(StoredIndex stored, int limit) throws IOException {
    List<Image> entries = new ArrayList<>();
    stored.log((sequence, entry) -> entries.add(new Image(sequence, entry)));
    entries.sort(Comparator.comparingLong(Image::number));
    if (entries.size() != next - oldest) {
      throw new CorruptIndexException(
          "the log holds %d entries, the checkpoint says %d to %d"
              .formatted(entries.size(), oldest, next - 1));
    }
    GraphLog log = new GraphLog(graph, limit);
    for (Image each : entries) {
      log.replay(each.number, each.bytes, slot -> each.number > reflected(slot));
    }
  }

  private long reflected(int slot) {
    int page = GraphPages.of(slot);
    return page < reflects.length ? reflects[page] : 0;
  }

  long heapBytes() {
    return 8L * reflects.length;
  }

  private record Image(long number, byte[] bytes) {}
}
