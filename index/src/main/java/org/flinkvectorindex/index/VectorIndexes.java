package org.flinkvectorindex.index;

import java.io.IOException;
import org.flinkvectorindex.index.flat.FlatIndex;
import org.flinkvectorindex.index.graph.HnswIndex;
import org.flinkvectorindex.index.ivf.IvfIndex;

/** Chooses the index for a spec. */
final class VectorIndexes {
  private VectorIndexes() {}

  static VectorIndex create(IndexSpec spec, IndexStore store) {
    return switch (spec.structure().kind()) {
      case FLAT -> new FlatIndex(spec, store);
      case HNSW -> new HnswIndex(spec, store);
      case IVF -> new IvfIndex(spec, store);
      case AUTO -> create(then(spec), store);
    };
  }

  static VectorIndex restore(
      IndexSpec spec, byte[] checkpoint, StoredIndex stored, IndexStore store) throws IOException {
    return switch (spec.structure().kind()) {
      case FLAT -> new FlatIndex(spec, checkpoint, stored, store);
      case HNSW -> new HnswIndex(spec, checkpoint, stored, store);
      case IVF -> new IvfIndex(spec, checkpoint, stored, store);
      case AUTO -> restore(then(spec), checkpoint, stored, store);
    };
  }

  static VectorIndex over(IndexSpec spec, StoredIndex stored, IndexStore store) throws IOException {
    return switch (spec.structure().kind()) {
      case FLAT -> new FlatIndex(spec, stored, store);
      case HNSW -> new HnswIndex(spec, stored, store);
      case IVF -> new IvfIndex(spec, stored, store);
      case AUTO -> over(then(spec), stored, store);
    };
  }

  /** What a structure becomes is flat by itself as long as there is little. */
  private static IndexSpec then(IndexSpec spec) {
    return spec.with(((Structure.Auto) spec.structure()).then());
  }
}
