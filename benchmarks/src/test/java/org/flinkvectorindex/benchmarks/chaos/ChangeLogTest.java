package org.flinkvectorindex.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the topic of changes must say to count as right. */
class ChangeLogTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Version 3 is in another partition than what follows it, 2 in the same as 5. */
  private static final Streams STREAMS =
      new Streams()
          .upsert("a", 1, 0, 1, 0)
          .upsert("b", 2, 1, 1, 0)
          .upsert("a", 3, 1, 0, 1)
          .upsert("a", 4, 0, 1, 1)
          .delete("b", 5, 1);

  private static final String A1 = record("upsert", "a", 1, 0, 0);
  private static final String B2 = record("upsert", "b", 2, 1, 0);
  private static final String A3 = record("upsert", "a", 3, 1, 1);
  private static final String A4 = record("upsert", "a", 4, 0, 1);
  private static final String B5 = record("delete", "b", 5, 1, 2);

  @Test
  void allThatWasAcceptedIsThereOnce() throws Exception {
    ChangeLog log = log(5, A1, A3, A4, B2, B5);
    assertThat(log.what()).isEmpty();
    assertThat(log.holds()).isTrue();
  }

  /** Version 4 was read first, from another partition. */
  @Test
  void aStaleChangeIsNotMissed() throws Exception {
    assertThat(log(4, A1, A4, B2, B5).holds()).isTrue();
    assertThat(log(3, A4, B2, B5).lost()).as("1 is before 4 in its partition").isEqualTo(1);
  }

  @Test
  void aLostChangeThatWasNotTheLastOfItsIdIsMissed() throws Exception {
    ChangeLog lost = log(5, A1, A4, B2, B5);
    assertThat(lost.wrong() + lost.twice() + lost.lost()).isZero();
    assertThat(lost.holds()).isFalse();
    assertThat(lost.what()).containsExactly("4 changes, of 5 that shards accepted");
  }

  /** As if it had never come to a shard. */
  @Test
  void aChangeThatNothingNewerCameBeforeIsLost() throws Exception {
    ChangeLog lost = log(4, A1, A3, A4, B5);
    assertThat(lost.lost()).isEqualTo(1);
    assertThat(lost.what()).containsExactly("lost: version 2 of b, at vectors/1/0");
    assertThat(lost.holds()).isFalse();
  }

  @Test
  void anOlderChangeAfterANewerIsWrong() throws Exception {
    ChangeLog log = log(5, A3, A1, A4, B2, B5);
    assertThat(log.wrong()).isEqualTo(1);
    assertThat(log.holds()).isFalse();
  }

  @Test
  void aChangeThatIsThereTwiceIsCounted() throws Exception {
    ChangeLog log = log(6, A1, A3, A4, A4, B2, B5);
    assertThat(log.twice()).isEqualTo(1);
    assertThat(log.holds()).isFalse();
  }

  @Test
  void aChangeIsAsItWasSent() throws Exception {
    for (String other :
        List.of(
            A3.replace("\"a\"", "\"c\""),
            A3.replace("[3,", "[6,"),
            A3.replace("upsert", "delete"),
            A3.replace("1003", "1004"),
            A3.replace("vectors\",1,1", "vectors\",1,2"))) {
      assertThat(log(5, A1, other, A4, B2, B5).wrong()).as(other).isPositive();
    }
  }

  @Test
  void changesEndAsTheReplay() throws Exception {
    ChangeLog log = log(4, A1, A3, A4, B2);
    assertThat(log.wrong()).isEqualTo(1);
    assertThat(log.lost()).isEqualTo(1);
  }

  private static ChangeLog log(long accepted, String... records) throws Exception {
    List<JsonNode> changes = new ArrayList<>();
    for (String record : records) {
      changes.add(JSON.readTree(record));
    }
    return ChangeLog.of(changes, STREAMS.replay(), accepted);
  }

  private static String record(String op, String id, long version, int partition, long offset) {
    return "{\"op\":\"%s\",\"collection\":\"words\",\"id\":\"%s\",\"order\":[%d,\"vectors\",%d,%d,0],\"ts\":%d,\"shard\":1}"
        .formatted(op, id, version, partition, offset, Streams.TS + version);
  }
}
