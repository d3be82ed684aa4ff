package org.flinkvectorindex.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an answer must be when nothing changes any more. */
class AtRestTest {
  private static final Map<String, float[]> ASKED = Map.of("q", new float[] {1, 0});

  /** Six are live, the first three near the question. */
  private static final Replay REPLAY =
      new Streams()
          .upsert("a", 1, 0, 1, 0)
          .upsert("b", 2, 0, 4, 3)
          .upsert("c", 3, 0, 3, 4)
          .upsert("d", 4, 0, 0, 1)
          .upsert("e", 5, 0, -3, 4)
          .upsert("f", 6, 0, -1, 0)
          .upsert("g", 7, 0, 1, 0)
          .delete("g", 8, 0)
          .upsert("d", 9, 0, 0, 2)
          .replay();

  private static final String BEST = hits("a 0 1", "b 0.2 2", "c 0.4 3", "d 1 9", "e 1.6 5");

  @Test
  void theNearestLiveOnesAreTheAnswer() throws Exception {
    AtRest rest = rest(BEST);
    assertThat(rest.what()).isEmpty();
    assertThat(rest.recall()).isEqualTo(1);
    assertThat(rest.holds()).isTrue();
  }

  @Test
  void whatWasMissedIsRecall() throws Exception {
    AtRest rest = rest(hits("a 0 1", "b 0.2 2", "c 0.4 3", "d 1 9", "f 2 6"));
    assertThat(rest.wrong()).isZero();
    assertThat(rest.recall()).isEqualTo(0.8);
    assertThat(rest.holds()).isFalse();
  }

  @Test
  void onlyLiveVectorsCountAndAllThatCouldBeFound() throws Exception {
    for (String hits :
        List.of(
            BEST.replace("\"version\":9", "\"version\":4"),
            hits("a 0 1", "g 0 7", "b 0.2 2", "c 0.4 3", "d 1 9"),
            hits("a 0 1", "b 0.2 2", "c 0.4 3", "d 1 9"))) {
      assertThat(rest(hits).wrong()).as(hits).isEqualTo(1);
    }
    assertThat(rest(BEST, "false").wrong()).isEqualTo(1);
  }

  @Test
  void eachIsAnswered() {
    AtRest rest = AtRest.of(List.of(), ASKED, REPLAY);
    assertThat(rest.wrong()).isEqualTo(1);
    assertThat(rest.holds()).isFalse();
  }

  private static AtRest rest(String hits) throws Exception {
    return rest(hits, "true");
  }

  private static AtRest rest(String hits, String complete) throws Exception {
    JsonNode result =
        new ObjectMapper()
            .readTree("{\"query_id\":\"q\",\"complete\":%s,\"hits\":%s}".formatted(complete, hits));
    return AtRest.of(List.of(result), ASKED, REPLAY);
  }

  private static String hits(String... hits) {
    StringBuilder json = new StringBuilder();
    for (String hit : hits) {
      String[] parts = hit.split(" ");
      json.append(json.isEmpty() ? "[" : ",")
          .append(
              "{\"id\":\"%s\",\"distance\":%s,\"attributes\":{\"version\":%s}}"
                  .formatted((Object[]) parts));
    }
    return json + "]";
  }
}
