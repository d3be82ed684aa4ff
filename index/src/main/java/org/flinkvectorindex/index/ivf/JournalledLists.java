package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.id.Ids;
import org.flinkvectorindex.index.journal.Journalled;

/** Lists as their journal sees them. */
final class JournalledLists implements Journalled {
  private final Lists lists;
  private final ListEditor editor;
  private final Ids ids;
  private final ListPages images;
  private final int dimension;
  private int slots;
  private int most;

  JournalledLists(Lists lists, ListEditor editor, Ids ids, int dimension) {
    this.lists = lists;
    this.editor = editor;
    this.ids = ids;
    this.dimension = dimension;
    images = new ListPages(lists, dimension);
  }

  /** No slot was ever as high. */
  int slots() {
    return slots;
  }

  /** No list was ever as high. */
  int most() {
    return most;
  }

  void limits(int slots, int most) {
    this.slots = slots;
    this.most = most;
  }

  @Override
  public byte[] drain() {
    slots = Math.max(slots, lists.places.highest());
    most = Math.max(most, lists.highest());
    return editor.drain();
  }

  @Override
  public int pages() {
    return images.count();
  }

  @Override
  public int live() {
    return ids.size();
  }

  @Override
  public byte[] image(int page, long sequence) {
    return images.image(page, sequence);
  }

  @Override
  public long restore(int page, byte[] image) throws CorruptIndexException {
    return images.restore(page, image, slots, most);
  }

  @Override
  public void replay(long sequence, byte[] entry, Stale stale) throws CorruptIndexException {
    new ListLog(lists, dimension, slots, most).replay(sequence, entry, stale);
  }
}
