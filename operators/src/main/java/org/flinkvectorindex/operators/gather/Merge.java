package org.flinkvectorindex.operators.gather;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.operators.shard.PartialAnswer;

/** Makes one answer of those of the shards. */
final class Merge {
  private static final Comparator<Hit> NEAREST =
      Comparator.comparing(Hit::distance, Float::compare)
          .thenComparing(hit -> hit.id().getBytes(UTF_8), Arrays::compareUnsigned);

  private Merge() {}

  /**
   * @param partials of different shards
   */
  static Result.Answer merge(Asked asked, List<PartialAnswer> partials, long nowMicros) {
    boolean complete = partials.size() == asked.shards();
    List<Hit> hits = new ArrayList<>();
    for (PartialAnswer partial : partials) {
      hits.addAll(partial.hits());
    }
    hits.sort(NEAREST);
    return new Result.Answer(
        asked.queryId(),
        asked.collection(),
        List.copyOf(hits.subList(0, Math.min(asked.limit(), hits.size()))),
        asked.k(),
        complete,
        asked.shards(),
        partials.size(),
        asked.plan(),
        watermark(partials),
        Math.max(0, nowMicros - asked.arrivedMicros()),
        asked.hash(),
        asked.order(),
        asked.from());
  }

  /** The least of all, as far as the answer as a whole has seen the stream. */
  private static OptionalLong watermark(List<PartialAnswer> partials) {
    return partials.stream().allMatch(partial -> partial.watermark().isPresent())
        ? partials.stream().mapToLong(partial -> partial.watermark().getAsLong()).min()
        : OptionalLong.empty();
  }
}
