package org.flinkvectorindex.index;

import java.io.IOException;
import java.util.function.ObjIntConsumer;

/**
 * What an {@link IndexStore} holds, read back once to restore an index. Order within each does not
 * matter.
 */
public interface StoredIndex {

  /** Every page image, by page number. */
  void pages(ObjIntConsumer<byte[]> each) throws IOException;

  /** Every entry of the redo log. */
  void log(LogConsumer each) throws IOException;

  /** Every vector put and not removed, deleted ones that are still navigated through included. */
  void vectors(VectorConsumer each) throws IOException;

  /** Takes an entry of the redo log. */
  interface LogConsumer {
    void accept(long sequence, byte[] entry);
  }

  /** Takes a vector as it was given. */
  interface VectorConsumer {
    /**
     * @return whether it is live; if not, others are found through it
     */
    boolean accept(int slot, String id, float[] vector);
  }
}
