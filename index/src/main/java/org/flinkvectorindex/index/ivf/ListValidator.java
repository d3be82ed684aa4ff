package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.VectorIndex;

/** Looks at every list and says what is wrong. For tests: it visits every vector. */
public final class ListValidator {
  private final IvfIndex index;

  public ListValidator(IvfIndex index) {
    this.index = index;
  }

  /**
   * Checks every list and place.
   *
   * @throws IllegalStateException naming the list and the rule it breaks
   */
  public void validate() {
    Lists lists = index.structure();
    int live = 0;
    int count = 0;
    for (int list = 0; list < lists.high(); list++) {
      if (lists.has(list)) {
        count++;
        InvertedList of = lists.get(list);
        for (int at = 0; at < of.count(); at++) {
          int slot = of.slot(at);
          require(lists.places.list(slot) == list, list, "has slot %d, which is elsewhere", slot);
          require(lists.places.position(slot) == at, list, "has slot %d at another position", slot);
          require(index.slotOf(index.idOf(slot)) == slot, list, "has the dead slot %d", slot);
        }
        live += of.count();
      }
    }
    require(count == lists.count(), lists.high(), "%d lists, counted %d", lists.count(), count);
    live += index.unlisted();
    require(live == index.size(), lists.high(), "%d in lists, %d live", live, index.size());
    for (int slot = 0; slot < lists.places.high(); slot++) {
      int list = lists.places.list(slot);
      require(list == VectorIndex.NONE || lists.has(list), list, "is gone, not slot %d", slot);
    }
  }

  private static void require(boolean holds, int list, String rule, Object... values) {
    if (!holds) {
      throw new IllegalStateException("list " + list + ": " + rule.formatted(values));
    }
  }
}
