package org.flinkvectorindex.index;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.flinkvectorindex.index.flat.FlatIndex;
import org.flinkvectorindex.index.graph.HnswIndex;
import org.flinkvectorindex.index.ivf.IvfIndex;

/** What a stored index says of itself, for those who read it without its collection's options. */
public final class StoredSpec {
  private static final int ANY_EF = 200;
  private static final double ANY_LAG = 0.5;

  private StoredSpec() {}

  /**
   * A spec that restores the index, with the graph that was checkpointed.
   *
   * @param checkpoint what {@link VectorIndex#checkpoint} gave
   * @param dimension of its vectors
   * @param metric not stored: matters to searches only
   */
  public static IndexSpec of(byte[] checkpoint, int dimension, Metric metric) throws IOException {
    if (FlatIndex.wrote(checkpoint)) {
      return new IndexSpec(new Structure.Flat(), dimension, metric, ANY_LAG);
    }
    if (IvfIndex.wrote(checkpoint)) {
      return new IndexSpec(new Structure.Ivf(0, 0), dimension, metric, ANY_LAG);
    }
    int m = HnswIndex.links(checkpoint);
    return new IndexSpec(new Structure.Hnsw(m, Math.max(m, ANY_EF)), dimension, metric, ANY_LAG);
  }

  /** Components of a vector, where the checkpoint says so: that of a flat index does not. */
  public static OptionalInt dimension(byte[] checkpoint) throws IOException {
    if (FlatIndex.wrote(checkpoint)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        IvfIndex.wrote(checkpoint)
            ? IvfIndex.dimension(checkpoint)
            : HnswIndex.dimension(checkpoint));
  }

  /**
   * How the index has to be read, where it was written by another structure than the one asked for:
   * another kind, or a graph of another width. Empty where it fits.
   */
  public static Optional<IndexSpec> other(IndexSpec spec, byte[] checkpoint) throws IOException {
    Structure stored = of(checkpoint, spec.dimension(), spec.metric()).structure();
    Structure wanted =
        spec.structure() instanceof Structure.Auto auto ? auto.then() : spec.structure();
    boolean fits =
        wanted instanceof Structure.Hnsw one && stored instanceof Structure.Hnsw other
            ? one.m() == other.m()
            : wanted.kind() == stored.kind();
    return fits ? Optional.empty() : Optional.of(spec.with(stored));
  }
}
