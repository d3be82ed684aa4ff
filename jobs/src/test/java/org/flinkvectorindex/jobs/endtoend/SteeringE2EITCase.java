package org.flinkvectorindex.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.operators.StageMetric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A job that is told what recall to hold does no more for it than it must. */
@ExtendWith(SharedKafka.class)
class SteeringE2EITCase {
  private static final int DIMENSION = 16;
  private static final int K = 10;
  private static final int PROBES = 60;

  @Test
  void effortFallsToWhatTheTargetNeeds(LocalKafka kafka, @TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("SteeringE2EITCase: seed " + seed);
    Random random = new Random(seed);
    Workload workload = Workload.random(seed, 4_000, 4_000, DIMENSION);
    try (TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka)) {
      StreamExecutionEnvironment flink = cluster.environment(1);
      String yaml =
          outside
              .yaml(DIMENSION)
              .replace(
                  "index: {ef: 100}",
                  "metric: l2, index: {type: ivf, exact-until: 64, probes: %d}".formatted(PROBES))
              .replace(
                  "timeout: 30 s",
                  "timeout: 30 s, recall-sample: 1, recall-target: 0.9, least-ef: 1, most-ef: 60");
      VectorIndexJob.wire(JobConfiguration.parse(yaml, Map.of(), Map.of()), flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        outside.sendAll(workload.changes(), random);
        Contents.awaitEqual(outside, workload);
        Await.until(
            "half the probes are enough",
            () -> {
              outside.ask(Stream.generate(() -> question(vector(random))).limit(20).toList());
              double effort = job.metric(".collection.words." + StageMetric.EFFORT.key());
              return effort > 0 && effort <= PROBES / 2.0;
            });

        List<float[]> queries = Stream.generate(() -> vector(random)).limit(100).toList();
        List<JsonNode> answers =
            outside.ask(queries.stream().map(SteeringE2EITCase::question).toList());
        double recall =
            IntStream.range(0, queries.size())
                .mapToDouble(i -> recall(answers.get(i), queries.get(i), workload.live().values()))
                .average()
                .orElseThrow();
        System.out.println("SteeringE2EITCase: recall " + recall);
        assertThat(recall).isGreaterThan(0.87);
      }
    }
  }

  private static double recall(JsonNode answer, float[] query, Collection<Workload.Live> live) {
    double kth =
        live.stream()
            .mapToDouble(each -> distance(query, each.vector()))
            .sorted()
            .limit(K)
            .max()
            .orElseThrow();
    int right = 0;
    for (JsonNode hit : answer.path("hits")) {
      right += hit.path("distance").asDouble() <= kth * (1 + 1e-5) ? 1 : 0;
    }
    return right / (double) K;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static String question(float[] vector) {
    return "\"k\":%d,\"vector\":%s".formatted(K, Json.array(vector));
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
