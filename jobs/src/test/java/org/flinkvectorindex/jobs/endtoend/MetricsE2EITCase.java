package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.connectors.metric.ConnectorMetric;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.operators.Stage;
import org.flinkvectorindex.operators.StageMetric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A running job reports the metrics that the table has, no others, and they are true. */
@ExtendWith(SharedKafka.class)
class MetricsE2EITCase {
  private static final int DIMENSION = 8;
  private static final int CHANGES = 2_000;

  @Test
  void aRunningJobReportsWhatTheTableHas(LocalKafka kafka, @TempDir Path folder) throws Exception {
    long seed = System.nanoTime();
    System.out.println("MetricsE2EITCase: seed " + seed);
    Workload workload = Workload.random(seed, CHANGES, 500, DIMENSION);
    try (TestCluster cluster = TestCluster.start(folder);
        LocalRedis redis = LocalRedis.open();
        Outside outside = new Outside(kafka)) {
      StreamExecutionEnvironment flink = cluster.environment(2);
      String control = outside.vectors().replace("vectors", "control");
      kafka.createTopic(control, 1);
      String yaml =
          outside
                  .yaml(DIMENSION)
                  .replace(
                      "index: {", "windows: [{name: all, type: tumbling, size: 1 s}], index: {")
                  .replace("timeout: 30 s", "timeout: 30 s, recall-sample: 1, recall-target: 0.9")
              + "redis: {uri: \"%s\"}\n".formatted(redis.uri())
              + "control: {type: kafka, bootstrap-servers: \"%s\", topic: %s, group-id: %s}\n"
                  .formatted(kafka.bootstrapServers(), control, control);
      VectorIndexJob.wire(JobConfiguration.parse(yaml, Map.of(), Map.of()), flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        outside.sendAll(workload.changes(), new Random(seed));
        outside.send(outside.vectors(), 0, "no JSON".getBytes(UTF_8));
        for (String record :
            List.of(
                "{\"op\":\"create\",\"collection\":\"more\",\"spec\":{\"dimension\":3}}",
                "{\"op\":\"alias\",\"alias\":\"texts\",\"collection\":\"words\"}")) {
          outside.send(control, 0, record.getBytes(UTF_8));
        }
        outside.flush();
        Contents.awaitEqual(outside, workload);
        outside.ask(
            List.of("\"vector\":" + Json.array(new float[DIMENSION]).replaceFirst("0", "1")));

        Await.until(
            "every change is counted",
            () ->
                sum(job, StageMetric.INSERTS)
                        + sum(job, StageMetric.UPDATES)
                        + sum(job, StageMetric.DELETES)
                        + sum(job, StageMetric.REFUSED_STALE)
                    == CHANGES);
        Await.until(
            "every live vector is counted",
            () -> sum(job, StageMetric.LIVE) == workload.live().size());
        Await.until(
            "every change applied is in Redis",
            () ->
                job.metric(".redis." + ConnectorMetric.REDIS_WRITES.key())
                    >= sum(job, StageMetric.INSERTS)
                        + sum(job, StageMetric.UPDATES)
                        + sum(job, StageMetric.DELETES));
        Await.until(
            "the record that is no JSON is counted",
            () -> job.metric(".collection.(none).reason.MALFORMED.rejected") == 1);

        Await.until("both control records are followed", () -> job.metric("controls-applied") == 2);

        assertThat(own(job.metricNames())).isEqualTo(declared());
      }
    }
  }

  private static double sum(TestCluster.Job job, StageMetric metric) {
    return job.metric(".collection.words." + metric.key());
  }

  /** Without subtask and operator, and without what a histogram ends with. */
  private static Set<String> own(Set<String> names) {
    Set<String> declared = declared();
    Set<String> own = new TreeSet<>();
    for (String name : names) {
      String key =
          name.replaceFirst("^\\d+\\.", "")
              .replaceFirst("^[^.]*\\.", "")
              .replaceFirst("alias\\.texts", "alias")
              .replaceFirst("collection\\.(words|more|\\(none\\))", "collection")
              .replaceFirst("window\\.all", "window")
              .replaceFirst("reason\\.[A-Z_]+", "reason")
              .replaceFirst("_(count|mean|min|max|stddev|median|p\\d+)$", "");
      if (key.matches("(collection|redis)\\..*") || declared.contains(key)) {
        own.add(key);
      }
    }
    return own;
  }

  /** Those of a backfill are {@link BackfillE2EITCase}'s. */
  private static Set<String> declared() {
    return Stream.concat(
            Stream.of(StageMetric.values())
                .filter(metric -> !metric.stages().equals(List.of(Stage.BACKFILL_PROGRESS)))
                .map(metric -> path(metric.labels(), metric.key())),
            Stream.of(ConnectorMetric.values()).map(metric -> path(metric.groups(), metric.key())))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String path(List<String> groups, String key) {
    return Stream.concat(groups.stream(), Stream.of(key)).collect(Collectors.joining("."));
  }
}
