package org.flinkvectorindex.index.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An index that has reached its size allocates what it hands over and nothing else. With kernels of
 * its own, since those with SIMD are free of allocations only where the compiler has come to them.
 */
class AllocationTest {
  private static final int DIMENSION = 16;
  private static final int LIVE = 2000;
  private static final int COMMIT_EVERY = 32;
  private static final long SEED = 4;

  /** An array's header, which each of the two in a result has, and what has the arrays. */
  private static final int HEADER = 16;

  private static final int HITS = 32;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Handed handed = new Handed();
  private final String[] ids = new String[2 * LIVE];
  private final float[] vectors = new float[2 * LIVE * DIMENSION];
  private HnswIndex index;
  private int newest;

  /** Counts what entries and pages take on the heap. */
  private static final class Handed implements IndexStore {
    long bytes;

    private void count(byte[] array) {
      bytes += HEADER + (array.length + 7 & -8);
    }

    @Override
    public void putLog(long sequence, byte[] entry) {
      count(entry);
    }

    @Override
    public void removeLog(long sequence) {}

    @Override
    public void putPage(int page, byte[] image) {
      count(image);
    }

    @Override
    public void removeVector(int slot) {}

    @Override
    public void readVector(int slot, float[] into) {}
  }

  @ParameterizedTest
  @EnumSource(
      value = Quantizer.Kind.class,
      names = {"NONE", "SQ8", "RABITQ"})
  void aChangeAllocatesWhatTheStoreIsGiven(Quantizer.Kind kind) {
    fill(kind);
    slide(4 * LIVE);
    long before = handed.bytes;
    long allocated = threads.getCurrentThreadAllocatedBytes();
    slide(2 * LIVE);
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    assertThat((allocated - (handed.bytes - before)) / (2.0 * LIVE))
        .as("bytes a change, beside %d handed over, seed %d", handed.bytes - before, SEED)
        .isLessThan(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Quantizer.Kind.class,
      names = {"NONE", "SQ8", "RABITQ"})
  void aSearchAllocatesItsResult(Quantizer.Kind kind) {
    fill(kind);
    float[] query = new float[DIMENSION];
    long allocated = 0;
    int k = 10;
    for (int i = 0; i < 200; i++) {
      System.arraycopy(vectors, i * DIMENSION, query, 0, DIMENSION);
      long before = threads.getCurrentThreadAllocatedBytes();
      SearchHits hits = index.search(query, k, 64);
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(hits.count()).isEqualTo(k);
    }
    assertThat(allocated).isEqualTo(2 * (HEADER + 4 * k) + HITS);
  }

  private void fill(Quantizer.Kind kind) {
    Random random = new Random(SEED);
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < ids.length; i++) {
      ids[i] = "id-é-" + i;
    }
    Quantizer quantizer = Quantizer.of(kind, 4, 0, Originals.HEAP);
    index =
        new HnswIndex(
            new IndexSpec(new Structure.Hnsw(8, 40), DIMENSION, Metric.L2, 0.5, quantizer),
            handed,
            new PlainKernels());
    for (newest = 0; newest < LIVE; newest++) {
      index.upsert(ids[newest], vectors, newest * DIMENSION);
    }
  }

  /** A window that slides by one: half of the ids are in the index. */
  private void slide(int times) {
    for (int i = 0; i < times; i++) {
      int row = newest % ids.length;
      index.delete(ids[(newest + LIVE) % ids.length]);
      index.upsert(ids[row], vectors, row * DIMENSION);
      if (++newest % COMMIT_EVERY == 0) {
        index.commit();
      }
    }
  }
}
