package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.Map;
import org.flinkvectorindex.index.Structure;

/** How a collection finds its vectors: {@code collections[].index}. */
public record IndexOptions(Structure.Kind type, int m, int efConstruction, int ef) {

  static final Option<Structure.Kind> TYPE =
      Option.withDefault(
          "type",
          Types.choice(Structure.Kind.class, Map.of("ivf", "ivf is not supported by this version")),
          "hnsw",
          "`hnsw`: a graph, approximate. `flat`: compares with every vector, exact, for small"
              + " collections.");

  static final Option<Integer> M =
      Option.withDefault(
          "m",
          Types.integer(4, 64),
          "16",
          "Links a node of the graph asks for; twice as many at most on the ground layer. Part of"
              + " what is stored: fixed once the job has state.");

  static final Option<Integer> EF_CONSTRUCTION =
      Option.withDefault(
          "ef-construction",
          Types.integer(4, 4096),
          "200",
          "Candidates that an insert looks at, at least `m`: more make a better graph and slower"
              + " inserts.");

  static final Option<Integer> EF =
      Option.withDefault(
          "ef",
          Types.integer(1, 10_000),
          "64",
          "Candidates that a search keeps where the query does not say: more find more and cost"
              + " more.");

  static final Block BLOCK =
      Block.withDefaults("index", "How vectors are found.", List.of(TYPE, M, EF_CONSTRUCTION, EF));

  static IndexOptions of(Values values) {
    return new IndexOptions(
        values.get(TYPE), values.get(M), values.get(EF_CONSTRUCTION), values.get(EF));
  }

  public Structure structure() {
    return switch (type) {
      case FLAT -> new Structure.Flat();
      case HNSW -> new Structure.Hnsw(m, efConstruction);
    };
  }
}
