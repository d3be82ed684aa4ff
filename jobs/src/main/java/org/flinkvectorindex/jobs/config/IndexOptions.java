package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.Map;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;

/** How a collection finds its vectors: {@code collections[].index}. */
public record IndexOptions(
    Structure.Kind type, int m, int efConstruction, int ef, int lists, int exactUntil, int probes) {

  static final Option<Structure.Kind> TYPE =
      Option.withDefault(
          "type",
          Types.choice(Structure.Kind.class, Map.of()),
          "hnsw",
          "`hnsw`: a graph, approximate. `ivf`: inverted lists, approximate, cheap to change and"
              + " small in memory. `flat`: compares with every vector, exact, for small"
              + " collections. `auto`: flat for the first vectors, then `ivf` where a quantizer"
              + " holds codes, `hnsw` else. Another one than the state has takes over from there, a few"
              + " vectors with each change.");

  static final Option<Integer> M =
      Option.withDefault(
          "m",
          Types.integer(4, 64),
          "16",
          "Links a node of the graph asks for; twice as many at most on the ground layer."
              + " Another one than the state has makes another graph, as another `type` does.");

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

  static final Option<Integer> LISTS =
      Option.withDefault(
          "nlist",
          Types.integer(0, 65_536),
          "0",
          "Lists of `ivf` that a shard aims at, once it has vectors for them; 0: four times the"
              + " square root of its vectors.");

  static final Option<Integer> EXACT_UNTIL =
      Option.withDefault(
          "exact-until",
          Types.integer(0, 1_000_000),
          "4096",
          "Vectors of a shard that `ivf` and `auto` compare with one by one, all of them, before"
              + " their lists or their graph take over.");

  static final Option<Integer> PROBES =
      Option.withDefault(
          "probes",
          Types.integer(0, 65_536),
          "32",
          "Lists of `ivf` that a search scans where the query does not say by its `ef`, and more where they"
              + " hold fewer than its `k`; 0: all but"
              + " those that can hold nothing nearer, with `metric: ip` all.");

  static final Block BLOCK =
      Block.withDefaults(
          "index",
          "How vectors are found.",
          List.of(TYPE, M, EF_CONSTRUCTION, EF, LISTS, EXACT_UNTIL, PROBES));

  static IndexOptions of(Values values) {
    return new IndexOptions(
        values.get(TYPE),
        values.get(M),
        values.get(EF_CONSTRUCTION),
        values.get(EF),
        values.get(LISTS),
        values.get(EXACT_UNTIL),
        values.get(PROBES));
  }

  public Structure structure(Quantizer quantizer) {
    Structure.Ivf inverted = new Structure.Ivf(lists, exactUntil);
    return switch (type) {
      case FLAT -> new Structure.Flat();
      case HNSW -> new Structure.Hnsw(m, efConstruction);
      case IVF -> inverted;
      case AUTO ->
          Structure.Auto.of(quantizer, new Structure.Hnsw(m, efConstruction, exactUntil), inverted);
    };
  }

  /** How much a search does where the query does not say: candidates, or lists. */
  public int effort(Quantizer quantizer) {
    Structure structure = structure(quantizer);
    Structure answers = structure instanceof Structure.Auto auto ? auto.then() : structure;
    return answers instanceof Structure.Ivf ? probes : ef;
  }
}
