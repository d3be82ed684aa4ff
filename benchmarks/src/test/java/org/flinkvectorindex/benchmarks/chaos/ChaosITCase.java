package org.flinkvectorindex.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.flinkvectorindex.benchmarks.cluster.Commands;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bin/chaos}, short and long: nothing is lost, nothing comes twice, nothing comes back
 * other.
 */
class ChaosITCase {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"hnsw", "ivf"})
  void twoKillsLeaveNoTrace(String index) throws Exception {
    JsonNode result = chaos(2, index);
    assertThat(result.path("rescaled").asInt() + result.path("redis_restarts").asInt())
        .isEqualTo(2);
  }

  @Test
  @Tag("full")
  void tenKillsLeaveNoTrace() throws Exception {
    JsonNode result = chaos(10, "hnsw");
    assertThat(result.path("rescaled").asInt()).isPositive();
    assertThat(result.path("upgraded").asInt()).isPositive();
    assertThat(result.path("kafka_restarts").asInt()).isPositive();
    assertThat(result.path("redis_restarts").asInt()).isPositive();
  }

  private JsonNode chaos(int kills, String index) throws Exception {
    Commands.Said said =
        new Commands(folder)
            .run(
                "chaos",
                "--kills",
                Integer.toString(kills),
                "--index",
                index,
                "--rate",
                "200",
                "--json");
    System.out.print(said.err());
    System.out.println(said.last());
    assertThat(said.status()).isZero();
    JsonNode result = new ObjectMapper().readTree(said.last());
    assertThat(result.path("kills").asInt()).isEqualTo(kills);
    assertThat(result.path("index").asText()).isEqualTo(index);
    assertThat(result.path("restores").asInt()).isGreaterThanOrEqualTo(kills);
    assertThat(result.path("restores_expected").asInt()).isPositive();
    assertThat(result.path("restores_completed").asInt())
        .isGreaterThanOrEqualTo(result.path("restores_expected").asInt());
    assertThat(result.path("restores_missing").asInt()).isZero();
    assertThat(result.path("shards_compared").asInt()).isGreaterThanOrEqualTo(kills);
    assertThat(result.path("expected").asInt())
        .isPositive()
        .isEqualTo(result.path("found").asInt());
    assertThat(result.path("missing").asInt()).isZero();
    assertThat(result.path("unexpected").asInt()).isZero();
    for (String equal :
        new String[] {"content_equal", "restores_graph_equal", "redis_equal", "results_equal"}) {
      assertThat(result.path(equal).asBoolean()).as(equal).isTrue();
    }
    assertThat(result.path("queries").asInt()).isPositive();
    assertThat(result.path("unanswered").asInt()).isZero();
    assertThat(result.path("twice").asInt()).isZero();
    assertThat(result.path("wrong").asInt()).isZero();
    assertThat(result.path("changes_applied").asLong())
        .isPositive()
        .isEqualTo(result.path("changes_accepted").asLong());
    assertThat(result.path("changes_lost").asInt()).isZero();
    assertThat(result.path("queries_at_rest").asInt()).isPositive();
    assertThat(result.path("recall_at_rest").asDouble()).isGreaterThanOrEqualTo(0.9);
    return result;
  }
}
