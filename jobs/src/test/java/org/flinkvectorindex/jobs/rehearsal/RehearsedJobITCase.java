package org.flinkvectorindex.jobs.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.CloseableIterator;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.topology.EndPoints;
import org.flinkvectorindex.jobs.topology.FlinkSettings;
import org.flinkvectorindex.jobs.topology.FlowOptions;
import org.flinkvectorindex.operators.IndexFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a cluster in this JVM. No server of the configuration is there: none is asked. */
class RehearsedJobITCase {
  private static final String TEXT =
      """
          name: words-job
          collections:
            - {name: words, dimension: 8, order: version, windows: [{name: minute, type: tumbling, size: 1 min}]}
            - {name: lists, dimension: 20, metric: l2, shards: 2, index: {type: ivf}, retention: 1 d}
          vectors:
            - {type: kafka, bootstrap-servers: "nowhere:1", topics: [vectors], group-id: words, start: earliest}
          queries:
            - {type: kafka, bootstrap-servers: "nowhere:1", topics: [queries], group-id: words, start: earliest}
          results: {type: kafka, bootstrap-servers: "nowhere:1", topic: results, delivery: exactly-once}
          dead-letters: {type: kafka, bootstrap-servers: "nowhere:1", topic: dead}
          redis: {uri: "redis://nowhere:1"}
          """;
  private static final JobOptions JOB = JobConfiguration.parse(TEXT, Map.of(), Map.of());

  private final StreamExecutionEnvironment flink =
      StreamExecutionEnvironment.getExecutionEnvironment().setParallelism(1);

  @Test
  @Timeout(120)
  void itEndsByItselfAndIsNotTriedAgain() throws Exception {
    RehearsedJob.wire(JOB, flink);
    assertThat(flink.getConfiguration().get(RestartStrategyOptions.RESTART_STRATEGY))
        .isEqualTo("none");
    assertThat(flink.getCheckpointConfig().getExternalizedCheckpointRetention())
        .isEqualTo(ExternalizedCheckpointRetention.NO_EXTERNALIZED_CHECKPOINTS);
    StreamGraph graph = flink.getStreamGraph();
    assertThat(graph.getJobName()).isEqualTo("words-job (rehearsal)");
    flink.execute(graph);
  }

  @Test
  void longVectorsAreFewer() {
    assertThat(RehearsedJob.changes(JOB)).isEqualTo(10_000);
    assertThat(
            RehearsedJob.changes(
                JobConfiguration.parse(TEXT.replace("20", "8192"), Map.of(), Map.of())))
        .isEqualTo(1_024);
  }

  @Test
  void everyRecordIsTakenByItsCollection() throws Exception {
    Configuration settings = FlinkSettings.of(JOB, flink.getConfiguration());
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, true); // Sinks of a test have none.
    flink.configure(settings);
    EndPoints ends = RehearsedJob.endPoints(JOB, flink);
    IndexFlow flow =
        IndexFlow.of(ends.mutations(), ends.queries(), Optional.empty(), FlowOptions.of(JOB));
    try (CloseableIterator<Result> results = flow.results().collectAsync();
        CloseableIterator<DeadLetter> letters = flow.deadLetters().collectAsync();
        CloseableIterator<Change> changes = flow.changes().collectAsync()) {
      flink.execute();
      assertThat(all(letters)).isEmpty();
      assertThat(all(results))
          .hasSize(RehearsedJob.QUESTIONS)
          .allMatch(Result.Answer.class::isInstance);
      Set<String> live = new HashSet<>();
      int deleted = 0;
      List<Change> applied = all(changes);
      for (Change change : applied) {
        String name = change.collection() + "/" + change.id();
        if (change instanceof Change.Deleted) {
          deleted += live.remove(name) ? 1 : 0;
        } else {
          live.add(name);
        }
      }
      assertThat(applied).hasSize((int) RehearsedJob.changes(JOB));
      assertThat(applied).extracting(Change::collection).contains("words", "lists");
      assertThat(deleted).as("deletes of what was there").isGreaterThan(applied.size() / 20);
    }
  }

  private static <T> List<T> all(CloseableIterator<T> iterator) {
    return Stream.iterate(iterator, CloseableIterator::hasNext, each -> each)
        .map(CloseableIterator::next)
        .toList();
  }
}
