package org.flinkvectorindex.benchmarks.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is drawn; drawing itself needs fonts, which not every machine has. */
class PictureTest {

  @Test
  void aCurveForEachEngineAndQuantizer() throws Exception {
    List<JsonNode> lines =
        lines(
            """
            {"op":"insert","engine":"this","quantizer":"rabitq","bits":4,"per_second":2}
            {"op":"insert","engine":"hnswlib","quantizer":"none","per_second":1}
            {"op":"search","engine":"this","ef":10,"recall":0.8,"qps":9000}
            {"op":"search","engine":"hnswlib","ef":10,"recall":0.9,"qps":4000}
            {"op":"search","engine":"this","ef":20,"recall":0.9,"qps":5000}
            """);
    assertThat(Picture.RECALL.curves(Map.of("ann", lines)))
        .containsExactly(
            new Curve("this, rabitq 4 bits", List.of(0.8, 0.9), List.of(9000.0, 5000.0)),
            new Curve("hnswlib", List.of(0.9), List.of(4000.0)));
  }

  @Test
  void saysWhichSearchHasNoEngine() throws Exception {
    List<JsonNode> lines =
        lines("{\"op\":\"search\",\"engine\":\"this\",\"recall\":0.8,\"qps\":9000}");
    assertThatThrownBy(() -> Picture.RECALL.curves(Map.of("f", lines)))
        .hasMessageContaining("no insert of engine 'this' before {\"op\":\"search\"");
  }

  @Test
  void churnedAndBuiltAnew() throws Exception {
    List<JsonNode> lines =
        lines(
            """
            {"op":"search","step":2,"recall":0.98,"fresh_recall":0.99}
            {"op":"search","step":4,"recall":0.97,"fresh_recall":0.99}
            {"op":"summary","mean_recall":0.975}
            """);
    assertThat(Picture.CHURN.curves(Map.of("sliding", lines)))
        .containsExactly(
            new Curve("sliding", List.of(2.0, 4.0), List.of(0.98, 0.97)),
            new Curve("sliding, built anew", List.of(2.0, 4.0), List.of(0.99, 0.99)));
  }

  @Test
  void leavesOutWhatIsTooPoor() {
    Curve curve = new Curve("c", List.of(0.5, 0.9), List.of(2.0, 1.0));
    assertThat(curve.from(0.8)).isEqualTo(new Curve("c", List.of(0.9), List.of(1.0)));
  }

  @Test
  void saysWhichLineLacksANumber() throws Exception {
    List<JsonNode> lines = lines("{\"op\":\"search\",\"step\":2}");
    assertThatThrownBy(() -> Picture.CHURN.curves(Map.of("f", lines)))
        .hasMessageContaining("recall is not a number in {\"op\":\"search\",\"step\":2}");
  }

  private static List<JsonNode> lines(String text) throws Exception {
    try (var values = new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      return values.readAll();
    }
  }
}
