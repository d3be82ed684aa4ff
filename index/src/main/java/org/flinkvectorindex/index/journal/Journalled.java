package org.flinkvectorindex.index.journal;

import org.flinkvectorindex.index.CorruptIndexException;

/**
 * What a {@link Journal} keeps: something that lies in numbered pages, and says what was changed.
 */
public interface Journalled {

  /** What was changed since the last call, as a log entry; empty when nothing was. */
  byte[] drain();

  /** All that is in use lies in pages below. */
  int pages();

  /** Live vectors: as many operations change everything once. */
  int live();

  /** A page as it is now, which is as of this entry of the log. */
  byte[] image(int page, long sequence);

  /** Puts a page in place; returns the sequence number that it reflects. */
  long restore(int page, byte[] image) throws CorruptIndexException;

  /** Applies an entry of the log again, to those pages only that were written before it. */
  void replay(long sequence, byte[] entry, Stale stale) throws CorruptIndexException;

  /** Whether a page was written before the entry that is being replayed. */
  interface Stale {
    boolean page(int page);
  }
}
