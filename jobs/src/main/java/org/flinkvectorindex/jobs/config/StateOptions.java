package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.MemorySize;

/**
 * How shards are kept in state: {@code state}.
 *
 * @param graphLag share of a shard's vectors that change while every graph page is rewritten once
 * @param memoryLimit what the shards of a subtask may hold on the heap
 */
public record StateOptions(double graphLag, Optional<MemorySize> memoryLimit) {

  static final Option<Double> LAG =
      Option.withDefault(
          "lag",
          Types.decimal(0.05, 10),
          "0.5",
          "Share of a shard's vectors that change while every graph page is rewritten once: less"
              + " writes more a change and keeps a shorter log.");

  static final Block GRAPH = Block.withDefaults("graph", "The graph in state.", List.of(LAG));

  static final Option<MemorySize> LIMIT =
      Option.optional(
          "limit",
          Types.size("1 mb", "1 tb"),
          "What the shards of one subtask may hold on the heap. Over it, changes of vectors wait a"
              + " quarter of a second, 32 at a time, so that the stream is held back while queries are"
              + " answered; a tenth over it, the task fails, and so do the restarts after, once they"
              + " are there again, until there is room: none adds to that tenth. What a restore brings"
              + " back never fails by it: a subtask that comes back with more serves it, and fails at"
              + " the first change that leaves it with more vectors, or with a tenth more bytes, those"
              + " counted that links will take after a change of `index.type`. Set it well below the"
              + " task heap.");

  static final Block MEMORY =
      Block.withDefaults("memory", "The working copies of shards.", List.of(LIMIT));

  static final Block BLOCK =
      Block.withDefaults("state", "How shards are kept in state.", List.of(GRAPH, MEMORY));

  static StateOptions of(Values values) {
    return new StateOptions(values.get(GRAPH).get(LAG), values.get(MEMORY).find(LIMIT));
  }
}
