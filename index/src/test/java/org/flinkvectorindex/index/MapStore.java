package org.flinkvectorindex.index;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/** A store on the heap, and the vectors that a user of the index puts beside it. */
public final class MapStore implements IndexStore, StoredIndex {
  public final Map<Long, byte[]> log = new HashMap<>();
  public final Map<Integer, byte[]> pages = new HashMap<>();
  public final Map<Integer, Stored> vectors = new HashMap<>();

  public record Stored(String id, float[] vector) {}

  public MapStore copy() {
    MapStore copy = new MapStore();
    copy.log.putAll(log);
    copy.pages.putAll(pages);
    copy.vectors.putAll(vectors);
    return copy;
  }

  @Override
  public void putLog(long sequence, byte[] entry) {
    if (log.put(sequence, entry) != null) {
      throw new IllegalStateException("log entry " + sequence + " is there already");
    }
  }

  @Override
  public void removeLog(long sequence) {
    if (log.remove(sequence) == null) {
      throw new IllegalStateException("log entry " + sequence + " is not there");
    }
  }

  @Override
  public void putPage(int page, byte[] image) {
    pages.put(page, image);
  }

  @Override
  public void removeVector(int slot) {
    vectors.remove(slot);
  }

  @Override
  public void readVector(int slot, float[] into) {
    System.arraycopy(vectors.get(slot).vector(), 0, into, 0, into.length);
  }

  @Override
  public void pages(ObjIntConsumer<byte[]> each) {
    pages.forEach((page, image) -> each.accept(image, page));
  }

  @Override
  public void log(LogConsumer each) {
    log.forEach(each::accept);
  }

  @Override
  public void vectors(VectorConsumer each) {
    vectors.forEach((slot, stored) -> each.accept(slot, stored.id(), stored.vector()));
  }
}
