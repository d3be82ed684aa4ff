package org.flinkvectorindex.connectors.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.connectors.record.StatisticsSamples;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.redis.CacheEntry;
import org.junit.jupiter.api.Test;

class JsonEncodersTest {
  private static final OrderKey ORDER = new OrderKey(5, "vectors", 3, 42, 0);

  @Test
  void writesStatistics() {
    assertThat(
            new String(
                new JsonStatisticsEncoder()
                    .encode(StatisticsSamples.full(new WindowStatistics.Standing.Revision(3), 21)),
                UTF_8))
        .isEqualTo(
            "{\"collection\":\"words\",\"window\":\"w\",\"type\":\"sliding\",\"group_by\":\"lang\",\"group\":\"en\","
                + "\"start\":10,\"end\":20,\"first_ts\":11,\"last_ts\":19,\"revision\":3,\"records\":21,"
                + "\"inserts\":1,\"updates\":2,\"deletes\":3,\"rejects\":{\"STALE\":4},\"queries\":5,\"incomplete\":6,"
                + "\"distinct_ids\":{\"estimate\":7.0,\"low\":6.5,\"high\":7.5},"
                + "\"norm\":{\"count\":4,\"min\":1.0,\"p50\":2.0,\"p90\":3.0,\"p99\":4.0,\"max\":5.0},"
                + "\"ingest_lag_ms\":{\"count\":4,\"min\":1.0,\"p50\":2.0,\"p90\":3.0,\"p99\":4.0,\"max\":5.0},"
                + "\"query_latency_us\":{\"count\":4,\"min\":1.0,\"p50\":2.0,\"p90\":3.0,\"p99\":4.0,\"max\":5.0},"
                + "\"vectors\":{\"count\":3,\"spread\":3.0,\"mean_b64\":\"AACAPwAAAEA=\",\"variance_b64\":\"AACAQAAAoEA=\"},"
                + "\"drift\":{\"reference\":{\"mean\":0.5,\"spread\":0.25,\"start\":0},"
                + "\"previous\":{\"mean\":0.5,\"spread\":1.5,\"start\":5},\"flagged\":true},"
                + "\"top_queries\":[{\"query\":\"hash\",\"count\":8,\"error\":1}],"
                + "\"top_hits\":[{\"id\":\"king\",\"count\":9,\"error\":0}],"
                + "\"recall\":{\"value\":0.75,\"low\":0.5,\"high\":1.0,\"samples\":12}}");
  }

  @Test
  void statisticsOfLittleAreShort() {
    assertThat(
            new String(
                new JsonStatisticsEncoder()
                    .encode(
                        StatisticsSamples.bare(
                            WindowStatistics.Kind.GLOBAL, new WindowStatistics.Standing.Late())),
                UTF_8))
        .isEqualTo(
            "{\"collection\":\"words\",\"window\":\"w\",\"type\":\"global\",\"start\":10,\"end\":20,"
                + "\"first_ts\":11,\"last_ts\":19,\"late\":true,\"records\":1,\"inserts\":0,\"updates\":0,"
                + "\"deletes\":0,\"rejects\":{},\"queries\":1,\"incomplete\":0}");
  }

  @Test
  void writesAnAnswer() {
    Hit full =
        new Hit("king", 0f, Optional.of("{\"rank\":1.50}"), Optional.of(new float[] {0.1f, -2f}));
    Hit bare = new Hit("qu\"een", 0.25f, Optional.empty(), Optional.empty());

    assertThat(encoded(answer(List.of(full, bare), OptionalLong.of(99))))
        .isEqualTo(
            "{\"query_id\":\"q1\",\"collection\":\"words\",\"hits\":["
                + "{\"id\":\"king\",\"distance\":0.0,\"attributes\":{\"rank\":1.50},\"vector\":[0.1,-2.0]},"
                + "{\"id\":\"qu\\\"een\",\"distance\":0.25}],"
                + "\"k\":10,\"complete\":true,\"shards\":8,\"answered\":8,\"source\":\"index\","
                + "\"plan\":\"hnsw\",\"as_of\":{\"watermark\":99},\"took_us\":812}");
  }

  /** What a float can't hold is the greatest one: JSON has no infinite numbers. */
  @Test
  void everyDistanceIsANumber() {
    List<Hit> hits =
        Stream.of(Float.NEGATIVE_INFINITY, 1f, Float.POSITIVE_INFINITY, Float.NaN)
            .map(distance -> new Hit("i", distance, Optional.empty(), Optional.empty()))
            .toList();

    assertThat(encoded(answer(hits, OptionalLong.empty())))
        .contains(
            "\"hits\":[{\"id\":\"i\",\"distance\":-3.4028235E38},{\"id\":\"i\",\"distance\":1.0},"
                + "{\"id\":\"i\",\"distance\":3.4028235E38},{\"id\":\"i\",\"distance\":3.4028235E38}]");
  }

  @Test
  void anAnswerBeforeTheFirstWatermarkIsAsOfNothing() {
    assertThat(encoded(answer(List.of(), OptionalLong.empty()))).contains("\"as_of\":{}");
  }

  @Test
  void anAnswerThatNoBrokerTakesIsAnError() {
    Hit large = new Hit("i", 1f, Optional.empty(), Optional.of(new float[1_000]));

    assertThat(encoded(answer(Collections.nCopies(1_000, large), OptionalLong.empty())))
        .hasSizeLessThan(1_000)
        .contains("\"query_id\":\"q1\"", "\"code\":\"BAD_QUERY\"", "1000000 bytes");
  }

  @Test
  void aCacheHoldsNoErrorInPlaceOfAnAnswer() {
    Hit large = new Hit("i", 1f, Optional.empty(), Optional.of(new float[1_000]));

    assertThat(cached(answer(Collections.nCopies(1_000, large), OptionalLong.empty()))).isEmpty();
    assertThat(cached(answer(List.of(large), OptionalLong.empty())))
        .startsWith("{\"query_id\":\"q1\"");
  }

  /** As questions are answered whose time was up while the job was down. */
  @Test
  void aCacheKeepsWhatItHasWhereShardsAreMissing() {
    Result.Answer none =
        new Result.Answer(
            "q1", "words", List.of(), 10, false, 8, 0, "hnsw", OptionalLong.empty(), 9, "h", ORDER);

    assertThat(CacheEntry.of(none, new JsonResultEncoder())).isEmpty();
  }

  @Test
  void writesChanges() {
    Change upserted =
        new Change.Upserted("c", "i", ORDER, 7, 2, new float[] {1}, Optional.empty(), false);
    Change deleted = new Change.Deleted("c", "i", ORDER, 7, 2);
    String rest =
        ",\"collection\":\"c\",\"id\":\"i\",\"order\":[5,\"vectors\",3,42,0],\"ts\":7,\"shard\":2}";

    assertThat(new JsonChangeEncoder().encode(upserted))
        .asString()
        .isEqualTo("{\"op\":\"upsert\"" + rest);
    assertThat(new JsonChangeEncoder().encode(deleted))
        .asString()
        .isEqualTo("{\"op\":\"delete\"" + rest);
  }

  private static Result.Answer answer(List<Hit> hits, OptionalLong watermark) {
    return new Result.Answer(
        "q1", "words", hits, 10, true, 8, 8, "hnsw", watermark, 812, "hash", ORDER);
  }

  private static String cached(Result.Answer answer) {
    CacheEntry entry = CacheEntry.of(answer, new JsonResultEncoder()).orElseThrow();
    return new String(
        ((CacheEntry.PutResult) entry).json(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String encoded(Result result) {
    return new String(
        new JsonResultEncoder().encode(result), java.nio.charset.StandardCharsets.UTF_8);
  }
}
