package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flinkvectorindex.index.Quantizer;

/**
 * How a collection's vectors are held for search: {@code collections[].quantizer}.
 *
 * @param bits of a component, where the type leaves a choice
 */
public record QuantizerOptions(
    Quantizer.Kind type, Optional<Integer> bits, int rerank, Quantizer.Originals originals) {
  private static final int RABITQ_BITS = 4;

  static final Option<Quantizer.Kind> TYPE =
      Option.withDefault(
          "type",
          Types.choice(Quantizer.Kind.class, Map.of()),
          "none",
          "`none`: as they are. `sq8`: a byte a component. `pq`: half a byte for two components, by"
              + " codebooks that follow the vectors, with `index.type: ivf` only. `rabitq`: `bits`"
              + " a component. Codes are made anew at each start, so it may change whenever the job"
              + " is restarted.");

  static final Option<Integer> BITS =
      Option.optional(
          "bits", Types.integer(1, 8), "Bits a component, with `rabitq` only, which has 4 else.");

  static final Option<Integer> RERANK =
      Option.withDefault(
          "rerank",
          Types.integer(0, 10_000),
          "0",
          "Candidates of a search that are compared in full precision at most; 0: all that the"
              + " error of their codes leaves in question.");

  static final Option<Quantizer.Originals> ORIGINALS =
      Option.withDefault(
          "originals",
          Types.choice(Quantizer.Originals.class, Map.of()),
          "heap",
          "Where vectors in full precision are read from for that: `heap`, beside the codes;"
              + " `store`, from RocksDB, which saves their memory and costs a read each.");

  static final Block BLOCK =
      Block.withDefaults(
          "quantizer", "How vectors are held for search.", List.of(TYPE, BITS, RERANK, ORIGINALS));

  static QuantizerOptions of(Values values) {
    return new QuantizerOptions(
        values.get(TYPE), values.find(BITS), values.get(RERANK), values.get(ORIGINALS));
  }

  public Quantizer quantizer() {
    return Quantizer.of(type, bits.orElse(RABITQ_BITS), rerank, originals);
  }
}
