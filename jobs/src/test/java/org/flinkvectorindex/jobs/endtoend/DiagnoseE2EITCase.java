package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.diagnose.Diagnose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A job with a bottleneck put into it: {@code bin/diagnose} names it, whatever it was before. */
@ExtendWith(SharedKafka.class)
class DiagnoseE2EITCase {
  private static final int DIMENSION = 64;

  @Test
  void theStageThatLimitsIsNamed(LocalKafka kafka, @TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("DiagnoseE2EITCase: seed " + seed);
    Random random = new Random(seed);
    try (TestCluster cluster = TestCluster.start(folder);
        LocalRedis redis = LocalRedis.open();
        Outside outside = new Outside(kafka)) {
      StreamExecutionEnvironment flink = cluster.environment(1);
      // Inserts that cost much more than all else.
      String yaml =
          outside
                  .yaml(DIMENSION)
                  .replace("index: {ef: 100}", "index: {ef: 100, ef-construction: 4000}")
                  .replace("interval: 500 ms", "interval: 5 s")
              + "redis: {uri: \"%s\"}\n".formatted(redis.uri());
      VectorIndexJob.wire(JobConfiguration.parse(yaml, Map.of(), Map.of()), flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        Await.until("the job runs", job::running);
        Await.until("nothing limits a job without work", () -> limit(cluster).equals("none"));

        Workload workload = Workload.random(seed, 30_000, 30_000, DIMENSION);
        outside.sendAll(workload.changes(), random);
        Await.until("inserts are the limit", () -> limit(cluster).equals("insert"));

        redis.stop();
        Await.until("Redis is the limit", () -> limit(cluster).equals("redis"));
        Await.until(
            "the same is said to people", () -> said(cluster).contains("Redis limits the job"));
        redis.start();
        Await.until("Redis is not the limit any more", () -> !limit(cluster).equals("redis"));
        assertThat(job.running()).isTrue();
      }
    }
  }

  private static String limit(TestCluster cluster) {
    JsonNode answer = Json.read(said(cluster, "--json").getBytes(UTF_8));
    System.out.println("DiagnoseE2EITCase: " + answer);
    return answer.path("limit").asText();
  }

  /** What the command prints. */
  private static String said(TestCluster cluster, String... further) {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      String rest = cluster.restAddress().toString();
      String[] arguments = new String[4 + further.length];
      System.arraycopy(new String[] {"--rest", rest, "--seconds", "1"}, 0, arguments, 0, 4);
      System.arraycopy(further, 0, arguments, 4, further.length);
      Diagnose.main(arguments);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      System.setOut(console);
    }
    return printed.toString(UTF_8);
  }
}
