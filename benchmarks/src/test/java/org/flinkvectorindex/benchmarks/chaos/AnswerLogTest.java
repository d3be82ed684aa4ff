package org.flinkvectorindex.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer must be to count as right. */
class AnswerLogTest {
  private static final String HITS =
      "[{\"id\":\"id-1\",\"distance\":0.2,\"attributes\":{\"version\":7}},"
          + "{\"id\":\"id-2\",\"distance\":1.0,\"attributes\":{\"version\":3}}]";
  private static final String WHOLE =
      "{\"query_id\":\"q-0\",\"hits\":"
          + HITS
          + ",\"k\":5,\"complete\":true,"
          + "\"shards\":8,\"answered\":8,\"as_of\":{\"watermark\":%d},\"took_us\":900}";
  private static final Map<String, float[]> ASKED = Map.of("q-0", new float[] {1, 0});

  /** Of the vectors that were sent, one is replaced, one deleted, and one twin of another. */
  private static final Replay REPLAY =
      new Streams()
          .upsert("id-1", 1, 0, -1, 0)
          .upsert("id-2", 3, 1, 0, 2)
          .upsert("id-1", 7, 2, 4, 3)
          .delete("id-3", 8, 0)
          .upsert("id-0", 9, 0, 0, 1)
          .replay();

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
        "\"hits\" | \"error\" | 0 | 0 | 1",
        "q-0 | q-1 | 0 | 0 | 1"
      })
  void anAnswerThatLacksSomethingIsCountedAndTold(
      String whole, String changed, int incomplete, int empty, int wrong) throws Exception {
    check(WHOLE.formatted(KnownStream.BEGUN), whole, changed, incomplete, empty, wrong);
  }

  /** Each row is a whole answer with a hit that is another, or none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        // Within what floats round, an older version, another of the same distance, further ones.
        "0.2, | 0.200003, | 0",
        "0.2,\"attributes\":{\"version\":7} | 2.0,\"attributes\":{\"version\":1} | 1",
        "id-2\",\"distance\":1.0,\"attributes\":{\"version\":3} | id-1\",\"distance\":2.0,\"attributes\":{\"version\":1} | 1",
        "id-2\",\"distance\":1.0,\"attributes\":{\"version\":3} | id-0\",\"distance\":1.0,\"attributes\":{\"version\":9} | 0",
        // The distance of another version, no distance, one a little off.
        "\"version\":7 | \"version\":1 | 1",
        "\"distance\":0.2 | \"d\":0.2 | 1",
        "0.2, | 0.2001, | 1",
        // Never sent: the id, the version, a vector.
        "id-1 | id-4 | 1",
        "\"version\":7 | \"version\":6 | 1",
        "\"version\":7 | \"v\":7 | 1",
        "id-2\",\"distance\":1.0,\"attributes\":{\"version\":3} | id-3\",\"distance\":1.0,\"attributes\":{\"version\":8} | 1",
        // Not ascending: by distance, by id.
        "}}] | }},{\"id\":\"id-0\",\"distance\":1.0,\"attributes\":{\"version\":9}}] | 1",
      })
  void aHitIsOfWhatWasSent(String whole, String changed, int wrong) throws Exception {
    check(WHOLE.formatted(KnownStream.BEGUN), whole, changed, 0, 0, wrong);
  }

  @Test
  void hitsAscend() throws Exception {
    String answer = WHOLE.formatted(KnownStream.BEGUN);
    String[] hits = HITS.substring(1, HITS.length() - 1).split("(?<=}}),");
    check(answer, HITS, "[" + hits[1] + "," + hits[0] + "]", 0, 0, 1);
    check(answer, HITS, "[" + hits[0] + "," + hits[0] + "]", 0, 0, 1);
    check(answer, HITS, "[" + hits[0] + "]", 0, 0, 0);
  }

  @Test
  void noMoreHitsThanWereAskedFor() throws Exception {
    Streams streams = new Streams();
    StringBuilder hits = new StringBuilder();
    for (int i = 0; i <= Traffic.K; i++) {
      streams.upsert("id-" + i, i, 0, 1, 0);
      hits.append(i == 0 ? "[" : ",")
          .append(
              "{\"id\":\"id-%1$d\",\"distance\":0,\"attributes\":{\"version\":%1$d}}".formatted(i));
    }
    String answer = WHOLE.formatted(KnownStream.BEGUN).replace(HITS, hits + "]");
    JsonNode result = new ObjectMapper().readTree(answer);
    assertThat(AnswerLog.of(List.of(result), ASKED, streams.replay()).wrong()).isEqualTo(1);
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
    AnswerLog answers = AnswerLog.of(List.of(result), ASKED, REPLAY);
    assertThat(answers.incomplete()).as("incomplete").isEqualTo(incomplete);
    assertThat(answers.empty()).as("empty").isEqualTo(empty);
    assertThat(answers.wrong()).as("wrong %s", answers.what()).isEqualTo(wrong);
  }
}
