package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.Map;

/** How a collection's vectors are held for search: {@code collections[].quantizer}. */
public record QuantizerOptions(Kind type) {

  /** How components are coded. */
  public enum Kind {
    NONE
  }

  private static final String LATER = "not supported by this version";

  static final Option<Kind> TYPE =
      Option.withDefault(
          "type",
          Types.choice(Kind.class, Map.of("sq8", LATER, "pq", LATER, "rabitq", LATER)),
          "none",
          "`none`: full precision. Others are not supported by this version.");

  static final Block BLOCK =
      Block.withDefaults("quantizer", "How vectors are held for search.", List.of(TYPE));

  static QuantizerOptions of(Values values) {
    return new QuantizerOptions(values.get(TYPE));
  }
}
