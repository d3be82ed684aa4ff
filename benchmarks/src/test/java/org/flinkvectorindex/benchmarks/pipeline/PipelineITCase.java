package org.flinkvectorindex.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.flinkvectorindex.benchmarks.Said;
import org.flinkvectorindex.console.Project;
import org.junit.jupiter.api.Test;

/** Words of the demo through the job, from Kafka to Kafka: what is in its line, and what is not. */
class PipelineITCase {
  private static final Path WORDS =
      Project.root().resolve("benchmarks/src/main/resources/demo/words.fbin.gz");

  private static Said run(String checkpoints, String more) {
    Said said =
        Said.by(
            "pipeline --base=%s --queries=%s --metric=cosine --json --rate=100 --preload=500"
                    .formatted(WORDS, WORDS)
                + " --query-rate=20 --warm-up=3 --seconds=3 --checkpoints="
                + checkpoints
                + more);
    assertThat(said.status()).as("%s", said).isZero();
    return said;
  }

  private static JsonNode line(Said said) throws Exception {
    return new ObjectMapper().readTree(said.out().get(said.out().size() - 1));
  }

  @Test
  void whatWarmsUpIsInNoFigure() throws Exception {
    Said said = run("1h", " --rehearsals=1");
    assertThat(said.err()).containsPattern("[1-9] checkpoints while all warmed up");
    assertThat(said.err()).contains("rehearsal 1 of 1");
    JsonNode line = line(said);
    assertThat(line.get("bare_index_per_second").asDouble())
        .isBetween(
            Math.min(line.get("bare_before").asDouble(), line.get("bare_after").asDouble()),
            Math.max(line.get("bare_before").asDouble(), line.get("bare_after").asDouble()));
    assertThat(line.get("timed_from").asInt()).isEqualTo(500);
    assertThat(line.get("timed_until").asInt()).isEqualTo(800);
    assertThat(line.get("queries").asInt()).isEqualTo(60);
    assertThat(line.get("unanswered").asInt()).isZero();
    assertThat(line.get("recall").asDouble()).isGreaterThan(0.95);
    assertThat(line.get("checkpoints").asInt()).isZero();
    assertThat(line.get("sync_ms_max").isNull()).isTrue();
  }

  @Test
  void synchronousPartsOfTheCheckpointsMeanwhile() throws Exception {
    JsonNode line = line(run("1s", ""));
    assertThat(line.get("checkpoints").asInt()).isPositive();
    assertThat(line.get("sync_ms_p50").isNumber()).isTrue();
    assertThat(line.get("sync_ms_max").asDouble())
        .isGreaterThanOrEqualTo(line.get("sync_ms_p50").asDouble());
  }
}
