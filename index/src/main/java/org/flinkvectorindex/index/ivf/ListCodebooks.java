package org.flinkvectorindex.index.ivf;

import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;
import org.flinkvectorindex.index.quantize.Codebook;
import org.flinkvectorindex.index.quantize.CodebookLearner;
import org.flinkvectorindex.index.quantize.ProductBlocks;

/**
 * Which codebook the codes of each list are of, where there are codebooks.
 *
 * <p>The first is fixed, so there is no training to wait for. Each vector that comes is learned
 * from; when what was learned codes vectors better than the codebook in use, it becomes the next
 * one, and a cursor goes through the lists: those below it are of the next codebook, the others of
 * the one before. Every {@link #EVERY} operations it passes one list, whose codes are made anew.
 * When it has passed all, the next codebook is the one in use. So there are two at most, and
 * nothing about a list has to be remembered.
 *
 * <p>Codes are always made of vectors in full precision, never of other codes: after a restore,
 * which makes all codes anew, they are the same to the bit.
 */
final class ListCodebooks {
  private static final int EVERY = 8;

  private final ProductBlocks blocks;
  private final CodebookLearner learner;

  /** How many were in use before. */
  private int number;

  private Codebook using;
  private Codebook next;
  private int cursor;

  /** Whether {@link #next} is about to replace the one in use. */
  private boolean replacing;

  ListCodebooks(ProductBlocks blocks) {
    this.blocks = blocks;
    learner = new CodebookLearner(blocks.dimension(), blocks.kernels());
    using = Codebook.normal(blocks.dimension());
    next = using;
  }

  /** The place, of two, of the codebook that a list's codes are of; that of vectors in no list. */
  int of(int list) {
    return (replacing && list < cursor ? number + 1 : number) & 1;
  }

  /** How many there were in use so far, but for the first. */
  int number() {
    return number;
  }

  boolean replacing() {
    return replacing;
  }

  /** Share of the squared length of late vectors that their codes are off by. */
  double error() {
    return learner.error();
  }

  void learn(float[] vector) {
    learner.learn(vector, replacing ? next : using);
  }

  /**
   * With each operation, when it is over.
   *
   * @param all whether all vectors are in lists
   */
  void step(long operations, Lists lists, ListEditor editor, boolean all) {
    if (!replacing) {
      if (all && learner.isBetter()) {
        replacing = true;
        next = learner.take();
        blocks.use((number + 1) & 1, next);
        cursor = 0;
      }
    } else if (operations % EVERY == 0) {
      while (cursor < lists.high() && !lists.has(cursor)) {
        cursor++;
      }
      if (cursor < lists.high()) {
        cursor++;
        editor.encode(cursor - 1);
      } else {
        replacing = false;
        using = next;
        number++;
      }
    }
  }

  void save(LogBuffer out) {
    out.putInt(number);
    using.save(out);
    out.put(replacing ? 1 : 0);
    if (replacing) {
      out.putInt(cursor);
      next.save(out);
    }
    learner.save(out);
  }

  void restore(LogCursor in, int most) throws CorruptIndexException {
    number = in.getInt();
    using = Codebook.restore(in, blocks.dimension());
    replacing = in.getInt(2, "replacing") == 1;
    if (replacing) {
      cursor = in.getInt(most + 1, "codebook cursor");
      next = Codebook.restore(in, blocks.dimension());
    } else {
      next = using;
    }
    learner.restore(in);
    blocks.use(number & 1, using);
    blocks.use((number + 1) & 1, next);
  }

  /** 0 as long as nothing that was learned is in use. */
  long hash() {
    if (number == 0 && !replacing) {
      return 0;
    }
    long hash = ListHash.mix(number, using.hash());
    return replacing ? ListHash.mix(ListHash.mix(hash, next.hash()), cursor) : hash;
  }

  long heapBytes() {
    return learner.heapBytes();
  }
}
