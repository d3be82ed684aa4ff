package org.flinkvectorindex.jobs.config;

import java.util.List;

/**
 * How shards are kept in state: {@code state}.
 *
 * @param graphLag share of a shard's vectors that change while every graph page is rewritten once
 */
public record StateOptions(double graphLag) {

  static final Option<Double> LAG =
      Option.withDefault(
          "lag",
          Types.decimal(0.05, 10),
          "0.5",
          "Share of a shard's vectors that change while every graph page is rewritten once: less"
              + " writes more a change and keeps a shorter log.");

  static final Block GRAPH = Block.withDefaults("graph", "The graph in state.", List.of(LAG));

  static final Block BLOCK =
      Block.withDefaults("state", "How shards are kept in state.", List.of(GRAPH));

  static StateOptions of(Values values) {
    return new StateOptions(values.get(GRAPH).get(LAG));
  }
}
