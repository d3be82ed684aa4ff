package org.flinkvectorindex.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in the index is what a plain map would hold, and what is near is found. */
@ExtendWith(SharedKafka.class)
class ContentsE2EITCase {
  private static final int DIMENSION = 32;
  private static final int MUTATIONS = 10_000;
  private static final int IDS = 4_000;
  private static final int QUERIES = 1_000;
  private static final int K = 10;

  private static final String QUANTIZER = "collections.0.quantizer.";

  private static final Map<String, String> PLAIN = Map.of(QUANTIZER + "type", "none");
  private static final Map<String, String> SQ8 = Map.of(QUANTIZER + "type", "sq8");
  private static final Map<String, String> PQ =
      Map.of(QUANTIZER + "type", "pq", QUANTIZER + "originals", "store");
  private static final Map<String, String> RABITQ =
      Map.of(QUANTIZER + "type", "rabitq", QUANTIZER + "originals", "store");

  /** Each structure with each quantizer; shards grow beyond what they hold without lists. */
  static Stream<Map<String, String>> indexes() {
    return Stream.of(
        index("hnsw", PLAIN),
        index("hnsw", SQ8),
        index("hnsw", RABITQ),
        index("ivf", PLAIN),
        index("ivf", SQ8),
        index("ivf", PQ),
        index("ivf", RABITQ),
        index("auto", PLAIN),
        index("auto", RABITQ));
  }

  private static Map<String, String> index(String type, Map<String, String> quantizer) {
    Map<String, String> settings = new TreeMap<>(quantizer);
    settings.put("collections.0.index.type", type);
    settings.put("collections.0.index.exact-until", "100");
    settings.put("collections.0.index.probes", "8");
    return settings;
  }

  @ParameterizedTest
  @MethodSource("indexes")
  void tenThousandMutationsInRandomOrder(
      Map<String, String> index, LocalKafka kafka, @TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("ContentsE2EITCase: seed " + seed);
    Workload workload = Workload.random(seed, MUTATIONS, IDS, DIMENSION);
    try (TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka)) {
      StreamExecutionEnvironment flink = cluster.environment(2);
      VectorIndexJob.wire(JobConfiguration.parse(outside.yaml(DIMENSION), index, Map.of()), flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        outside.sendAll(workload.changes(), new Random(seed));
        Contents.awaitEqual(outside, workload);
        Contents.awaitTakenOver(job, workload);

        double recall = recall(outside, workload, seed);
        System.out.printf("ContentsE2EITCase: recall@%d %.4f%n", K, recall);
        assertThat(recall).isGreaterThanOrEqualTo(0.95);
        assertThat(outside.repeated()).isEmpty();
        assertThat(job.state()).isEqualTo("RUNNING");
      }
    }
  }

  private static double recall(Outside outside, Workload workload, long seed) {
    List<float[]> questions = Workload.questions(seed, QUERIES, DIMENSION);
    List<JsonNode> answers =
        outside.ask(
            questions.stream()
                .map(question -> "\"k\":%d,\"vector\":%s".formatted(K, Json.array(question)))
                .toList());
    int found = 0;
    for (int i = 0; i < QUERIES; i++) {
      assertThat(answers.get(i).path("complete").asBoolean()).isTrue();
      JsonNode hits = answers.get(i).path("hits");
      assertThat(hits.size()).isEqualTo(K);
      double furthest = workload.nearest(questions.get(i), K)[K - 1];
      Set<String> ids = new HashSet<>();
      for (JsonNode hit : hits) {
        String id = hit.path("id").asText();
        assertThat(ids.add(id)).as("%s is answered once", id).isTrue();
        assertThat(workload.live()).containsKey(id);
        double distance = Workload.cosine(questions.get(i), workload.live().get(id).vector());
        assertThat(hit.path("distance").asDouble()).isCloseTo(distance, within(1e-5));
        found += distance <= furthest + 1e-9 ? 1 : 0;
      }
    }
    return found / (double) (QUERIES * K);
  }
}
