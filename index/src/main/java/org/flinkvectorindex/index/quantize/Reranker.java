package org.flinkvectorindex.index.quantize;

import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.IndexStore;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.search.Pool;
import org.flinkvectorindex.index.vector.Probe;
import org.flinkvectorindex.index.vector.Shape;

/** Compares candidates in full precision, those first that may be nearest. */
public final class Reranker {
  private static final int GROUP = 8;

  private final Originals originals;
  private final Probe exactly;
  private final int most;
  private final Pool exact = new Pool();
  private final int[] group = new int[GROUP];
  private final float[] distances = new float[GROUP];

  public Reranker(IndexSpec spec, Kernels kernels, IndexStore store) {
    this(
        Originals.of(spec.quantizer(), new Shape(spec.dimension(), spec.metric()), kernels, store),
        spec.quantizer().rerank() == 0 ? Integer.MAX_VALUE : spec.quantizer().rerank());
  }

  /**
   * @param most candidates that are compared, at most
   */
  public Reranker(Originals originals, int most) {
    this.originals = originals;
    this.most = most;
    exactly = originals.probe();
  }

  /** Distances in full precision, for whoever asks beside {@link #refine}. */
  public Probe probe() {
    return originals.probe();
  }

  /** The vector of a slot in full precision, prepared. */
  public void read(int slot, float[] prepared) {
    originals.read(slot, prepared);
  }

  /** Puts the vector at {@code vectors[from]} into a slot. */
  public void set(int slot, float[] vectors, int from) {
    originals.set(slot, vectors, from);
  }

  public void truncate(int high) {
    originals.truncate(high);
  }

  /**
   * The {@code k} nearest of the candidates and those as near, by their distances.
   *
   * @param least candidates by what their distances are hardly below
   * @param prepared the query
   */
  public Pool refine(Pool least, float[] prepared, int k) {
    exactly.aim(prepared);
    exact.clear(Math.max(1, least.size()));
    int end = (int) Math.min(least.size(), Math.max((long) most, k));
    for (int i = 0; i < end; ) {
      int count = 0;
      while (i < end && count < GROUP && inQuestion(least.distance(i), k)) {
        group[count++] = least.slot(i++);
      }
      if (count == 0) {
        break;
      }
      exactly.distances(group, 0, count, distances);
      for (int j = 0; j < count; j++) {
        exact.add(distances[j], group[j], true);
      }
    }
    return exact;
  }

  private boolean inQuestion(float least, int k) {
    return exact.size() < k || least <= exact.distance(k - 1);
  }

  public long heapBytes() {
    return originals.heapBytes();
  }
}
