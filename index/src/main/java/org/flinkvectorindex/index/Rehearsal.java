package org.flinkvectorindex.index;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Changes an index that nobody asks, so that what seldom happens has happened before: the first
 * time that a list is split, its code is not compiled, and whoever waits for that change would wait
 * ten times as long as for the next one.
 */
public final class Rehearsal implements IndexStore {
  private static final int CHANGES = 256;
  private static final int DELETED = 64;
  private static final int K = 10;
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(500);

  /**
   * What is left for all that is still to be rehearsed by the code that was loaded with this, which
   * every job does anew: whoever starts waits for it.
   */
  private static final AtomicLong LEFT = new AtomicLong(TimeUnit.SECONDS.toNanos(3));

  private final Map<Integer, float[]> vectors = new HashMap<>();
  private final VectorIndex index;

  private Rehearsal(IndexSpec spec) {
    index = VectorIndex.create(spec, this);
  }

  /** A few hundred changes to an index of this kind, or of what it becomes, and some searches. */
  public static void of(IndexSpec spec) {
    long begun = System.nanoTime();
    of(spec, Math.min(LONGEST, LEFT.get()));
    LEFT.addAndGet(begun - System.nanoTime());
  }

  /** The same within another time; returns the index that was changed. */
  static VectorIndex of(IndexSpec spec, long longest) {
    IndexSpec of = spec.structure() instanceof Structure.Auto auto ? spec.with(auto.then()) : spec;
    Rehearsal rehearsal = new Rehearsal(of);
    rehearsal.changes(spec.dimension(), longest);
    return rehearsal.index;
  }

  private void changes(int dimension, long longest) {
    Random random = new Random(dimension);
    long begun = System.nanoTime();
    for (int i = 0; i < CHANGES && System.nanoTime() - begun < longest; i++) {
      float[] vector = new float[dimension];
      for (int j = 0; j < dimension; j++) {
        vector[j] = (float) random.nextGaussian();
      }
      vectors.put(index.upsert("rehearsal-" + i, vector, 0), vector);
      if (i >= CHANGES - DELETED) {
        index.search(vector, K, 1 + i % 4);
        index.delete("rehearsal-" + (i - DELETED));
      }
      index.commit();
    }
  }

  @Override
  public void putLog(long sequence, byte[] entry) {}

  @Override
  public void removeLog(long sequence) {}

  @Override
  public void putPage(int page, byte[] image) {}

  @Override
  public void removeVector(int slot) {
    vectors.remove(slot);
  }

  @Override
  public void readVector(int slot, float[] into) {
    System.arraycopy(vectors.get(slot), 0, into, 0, vectors.get(slot).length);
  }
}
