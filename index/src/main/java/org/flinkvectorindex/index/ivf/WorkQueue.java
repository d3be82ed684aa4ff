package org.flinkvectorindex.index.ivf;

import java.util.ArrayDeque;
import java.util.BitSet;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;

/** Lists to be looked after, each at most once, in the order in which they were named. */
final class WorkQueue {
  private final ArrayDeque<Integer> lists = new ArrayDeque<>();
  private final BitSet waiting = new BitSet();

  void add(int list) {
    if (!waiting.get(list)) {
      waiting.set(list);
      lists.add(list);
    }
  }

  boolean isEmpty() {
    return lists.isEmpty();
  }

  int poll() {
    int list = lists.remove();
    waiting.clear(list);
    return list;
  }

  void save(LogBuffer out) {
    out.putInt(lists.size());
    for (int list : lists) {
      out.putInt(list);
    }
  }

  void restore(LogCursor in, int most) throws CorruptIndexException {
    for (int left = in.getInt(); left > 0; left--) {
      add(in.getInt(most, "list"));
    }
  }

  long heapBytes() {
    return 24L * lists.size() + waiting.size() / 8;
  }
}
