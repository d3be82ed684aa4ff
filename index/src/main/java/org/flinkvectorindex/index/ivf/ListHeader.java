package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;

/**
 * What a checkpoint of lists begins with.
 *
 * @param version {@link #LISTED}, {@link #WAITING}, {@link #CODED} or {@link #CENTRED}
 * @param live vectors
 * @param waiting those of them that are in no list
 * @param slots no slot was ever as high
 * @param lists no list was ever as high
 */
record ListHeader(
    int version, int dimension, long operations, int live, int waiting, int slots, int lists) {
  /** Tells lists from other structures. */
  private static final int MARK = 'I';

  /** What is written where all vectors are in lists. */
  private static final int LISTED = 1;

  /** Says also how many wait for a place. */
  private static final int WAITING = 2;

  /** Says that, and the checkpoint ends with codebooks. */
  private static final int CODED = 3;

  /** Says that, and the checkpoint ends with the centre of codes. */
  private static final int CENTRED = 4;

  /** Whether a checkpoint is of lists. */
  static boolean begins(byte[] checkpoint) {
    return checkpoint.length > 0 && checkpoint[0] == MARK;
  }

  static int version(boolean coded, boolean centred, int waiting) {
    return coded ? CODED : centred ? CENTRED : waiting == 0 ? LISTED : WAITING;
  }

  /** What a checkpoint says that the dimension of its collection is. */
  static int dimension(LogCursor in) throws CorruptIndexException {
    in.get(); // The mark.
    in.version(CENTRED);
    return in.getInt();
  }

  /**
   * @param dimension of the collection
   */
  static ListHeader read(LogCursor in, int dimension) throws CorruptIndexException {
    if (in.get() != MARK) {
      throw in.corrupt("it is not of inverted lists");
    }
    int version = in.version(CENTRED);
    int written = in.getInt();
    if (written != dimension) {
      throw in.corrupt("its dimension is " + written + ", the collection's is " + dimension);
    }
    return new ListHeader(
        version,
        dimension,
        in.getLong(),
        in.getInt(),
        version == LISTED ? 0 : in.getInt(),
        in.getInt(),
        in.getInt());
  }

  void write(LogBuffer out) {
    out.put(MARK);
    out.put(version);
    out.putInt(dimension);
    out.putLong(operations);
    out.putInt(live);
    if (version != LISTED) {
      out.putInt(waiting);
    }
    out.putInt(slots);
    out.putInt(lists);
  }

  boolean hasCodebooks() {
    return version == CODED;
  }

  boolean hasCentre() {
    return version == CENTRED;
  }

  /** Whether all that was checkpointed is back. */
  void check(int live, int waiting) throws CorruptIndexException {
    if (live != this.live) {
      throw new CorruptIndexException(
          "there are %d vectors, the checkpoint says %d".formatted(live, this.live));
    }
    if (waiting != this.waiting) {
      throw new CorruptIndexException(
          "there are %d vectors in no list, the checkpoint says %d"
              .formatted(waiting, this.waiting));
    }
  }
}
