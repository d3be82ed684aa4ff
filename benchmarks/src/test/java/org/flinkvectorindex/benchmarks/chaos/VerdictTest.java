package org.flinkvectorindex.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer must be to count as right. */
class VerdictTest {
  private static final String WHOLE =
      "{\"query_id\":\"q-0\",\"hits\":[{\"id\":\"id-1\",\"distance\":0.1}],\"k\":5,\"complete\":true,"
          + "\"shards\":8,\"answered\":8,\"as_of\":{\"watermark\":%d},\"took_us\":900}";

  /** Each row is a whole answer with one or more things changed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "a | a | 0 | 0 | 0",
        "\"complete\":true | \"complete\":false | 0 | 0 | 1",
        "\"answered\":8 | \"answered\":7 | 1 | 0 | 1",
        "\"shards\":8,\"answered\":8 | \"shards\":7,\"answered\":7 | 1 | 0 | 1",
        "\"complete\":true,\"shards\":8,\"answered\":8 | \"complete\":false,\"shards\":8,\"answered\":7 | 1 | 0 | 1",
        "[{\"id\":\"id-1\",\"distance\":0.1}] | [] | 0 | 1 | 1",
        "\"hits\" | \"error\" | 0 | 0 | 1",
        "q-0 | q-1 | 0 | 0 | 1"
      })
  void anAnswerThatLacksSomethingIsCountedAndTold(
      String whole, String changed, int incomplete, int empty, int wrong) throws Exception {
    check(WHOLE.formatted(KnownStream.BEGUN), whole, changed, incomplete, empty, wrong);
  }

  @ParameterizedTest
  @CsvSource({"59998999, 1", "59999000, 0", "61000000, 0"})
  void aDeadlineExplainsShardsThatAreMissing(long micros, int wrong) throws Exception {
    String answer =
        WHOLE
            .formatted(KnownStream.BEGUN)
            .replace("\"complete\":true", "\"complete\":false")
            .replace("\"answered\":8", "\"answered\":3");
    check(answer, ":900", ":" + micros, 1, 0, wrong);
    check(answer.replaceFirst("\\[.*]", "[]"), ":900", ":" + micros, 1, 0, wrong);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, 1"})
  void aStreamThatHasNotBegunExplainsNoHits(long later, int wrong) throws Exception {
    String answer = WHOLE.formatted(KnownStream.BEGUN + later);
    check(answer.replaceFirst("\\[.*]", "[]"), "a", "a", 0, 1, wrong);
    check(answer.replaceFirst("\\[.*]", "[]").replace("watermark", "none"), "a", "a", 0, 1, 0);
  }

  private static void check(
      String answer, String whole, String changed, int incomplete, int empty, int wrong)
      throws Exception {
    JsonNode result = new ObjectMapper().readTree(answer.replace(whole, changed));
    Verdict.Outputs outputs =
        Verdict.Outputs.of(List.of(result), Set.of("q-0"), List.of(), new Replay(Map.of()));
    assertThat(outputs.incomplete()).as("incomplete").isEqualTo(incomplete);
    assertThat(outputs.empty()).as("empty").isEqualTo(empty);
    assertThat(outputs.wrong()).as("wrong").isEqualTo(wrong);
  }
}
