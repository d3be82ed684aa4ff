package org.flinkvectorindex.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.junit.jupiter.api.Test;

class JsonEncodersTest {
  private static final OrderKey ORDER = new OrderKey(5, "vectors", 3, 42, 0);

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

  private static Result answer(List<Hit> hits, OptionalLong watermark) {
    return new Result.Answer(
        "q1", "words", hits, 10, true, 8, 8, "hnsw", watermark, 812, "hash", ORDER);
  }

  private static String encoded(Result result) {
    return new String(
        new JsonResultEncoder().encode(result), java.nio.charset.StandardCharsets.UTF_8);
  }
}
