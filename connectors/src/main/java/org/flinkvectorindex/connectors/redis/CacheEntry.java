package org.flinkvectorindex.connectors.redis;

import java.io.Serializable;
import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.json.JsonResultEncoder;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.WindowStatistics;

/**
 * One write to the serving cache. Takes effect only where the cache holds nothing of the same or a
 * later order, so entries may come late, twice and in any order.
 *
 * <p>{@code Serializable} because {@code AsyncSinkBase} asks for it; what is stored and sent goes
 * through {@link CacheEntryFormat}.
 */
public sealed interface CacheEntry extends Serializable {
  String collection();

  OrderKey order();

  /** Event time, milliseconds since the epoch. */
  long ts();

  record PutVector(
      String collection,
      String id,
      float[] vector,
      Optional<String> attributes,
      OrderKey order,
      long ts)
      implements CacheEntry {}

  record DeleteVector(String collection, String id, OrderKey order, long ts)
      implements CacheEntry {}

  /**
   * @param hash names the question, equal for equal questions
   * @param json the answer as UTF-8; no bytes where there is none to be held, and none older either
   */
  record PutResult(String collection, String hash, byte[] json, OrderKey order, long ts)
      implements CacheEntry {}

  /**
   * Statistics of a window, or of one group in it. The more records they count, the newer they are,
   * whatever way the job came to them.
   *
   * @param group empty where windows are not grouped
   * @param json the statistics as UTF-8
   * @param ts end of what is in the window
   */
  record PutWindow(
      String collection,
      String window,
      long start,
      Optional<String> group,
      byte[] json,
      OrderKey order,
      long ts)
      implements CacheEntry {}

  /** What a change of the index is in the cache. */
  static CacheEntry of(Change change) {
    return change instanceof Change.Upserted it
        ? new PutVector(it.collection(), it.id(), it.vector(), it.attributes(), it.order(), it.ts())
        : new DeleteVector(change.collection(), change.id(), change.order(), change.ts());
  }

  /**
   * What an answer is in the cache. Empty for one without some shards: it would stand there, in
   * place of a complete one that was given before, until somebody asks again. One that is too large
   * to be sent leaves no answer there. Answers are ordered by when they were asked for.
   */
  static Optional<CacheEntry> of(Result.Answer answer, JsonResultEncoder encoder) {
    if (!answer.complete()) {
      return Optional.empty();
    }
    return Optional.of(
        new PutResult(
            answer.collection(),
            answer.queryHash(),
            encoder.encodeWhole(answer).orElse(new byte[0]),
            answer.order(),
            answer.order().value()));
  }

  /** What statistics are in the cache; empty for those of late records, which are no window's. */
  static Optional<CacheEntry> of(WindowStatistics it, Encoder<WindowStatistics> encoder) {
    if (it.standing() instanceof WindowStatistics.Standing.Late) {
      return Optional.empty();
    }
    int revision =
        it.standing() instanceof WindowStatistics.Standing.Revision held ? held.number() : 0;
    return Optional.of(
        new PutWindow(
            it.place().collection(),
            it.place().window(),
            it.place().start(),
            it.place().group().map(WindowStatistics.Group::value),
            encoder.encode(it),
            new OrderKey(it.records(), "", 0, revision, 0),
            it.place().lastTs()));
  }
}
