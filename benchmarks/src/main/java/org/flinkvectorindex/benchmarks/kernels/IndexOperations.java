package org.flinkvectorindex.benchmarks.kernels;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.flinkvectorindex.benchmarks.DiscardingStore;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.VectorIndex;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Operations of a graph that has reached its size, for what they allocate: {@code
 * gc.alloc.rate.norm} is bytes an operation. A search allocates its result, an insert with a delete
 * what its commit hands to the store, entries of the log and pages: {@link Handed}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class IndexOperations {
  private static final long SEED = 20261121;
  private static final int K = 10;
  private static final int EF = 64;
  private static final int QUERIES = 256;
  private static final int COMMIT_EVERY = 32;

  @Param("100")
  private int dimension;

  @Param("5000")
  private int rows;

  @Param({"NONE", "SQ8", "RABITQ"})
  private Quantizer.Kind quantizer;

  private String[] ids;
  private float[] vectors;
  private float[][] queries;
  private VectorIndex index;
  private DiscardingStore store;
  private int oldest;
  private int newest;
  private int query;

  /** Bytes that the store was given, as arrays on the heap. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Handed {
    public long handed;
  }

  /** Half of the rows are in the index, the other half is outside. */
  @Setup
  public void fill() {
    Random random = new Random(SEED);
    ids = new String[2 * rows];
    vectors = new float[2 * rows * dimension];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) random.nextGaussian();
    }
    queries = new float[QUERIES][dimension];
    for (float[] each : queries) {
      for (int i = 0; i < dimension; i++) {
        each[i] = (float) random.nextGaussian();
      }
    }
    Quantizer held = Quantizer.of(quantizer, 4, 0, Quantizer.Originals.HEAP);
    store = new DiscardingStore();
    index =
        VectorIndex.create(
            new IndexSpec(new Structure.Hnsw(16, 200), dimension, Metric.L2, 0.5, held), store);
    for (int row = 0; row < ids.length; row++) {
      ids[row] = Integer.toString(row);
      if (row < rows) {
        index.upsert(ids[row], vectors, row * dimension);
      }
    }
    index.commit();
    newest = rows;
  }

  @Benchmark
  public SearchHits search() {
    query = (query + 1) % QUERIES;
    return index.search(queries[query], K, EF);
  }

  /** A window that slides by one. */
  @Benchmark
  public int insertAndDelete(Handed counted) {
    index.delete(ids[oldest]);
    oldest = (oldest + 1) % ids.length;
    int slot = index.upsert(ids[newest], vectors, newest * dimension);
    newest = (newest + 1) % ids.length;
    if (newest % COMMIT_EVERY == 0) {
      long before = store.heapBytes();
      index.commit();
      counted.handed += store.heapBytes() - before;
    }
    return slot;
  }
}
