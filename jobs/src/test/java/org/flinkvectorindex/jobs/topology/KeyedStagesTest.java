package org.flinkvectorindex.jobs.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.operators.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every stage of the job that has keyed state, by the class of its operator, which is all that
 * {@code StageStorage} knows it by. A stage that is not named there is on the heap, and all of it
 * in every checkpoint: who adds one here has decided that, or names it there.
 */
class KeyedStagesTest {

  @TempDir private Path folder;

  @Test
  void eachHasItsPlace() throws Exception {
    Path history = Files.createFile(folder.resolve("history.jsonl"));
    StreamExecutionEnvironment flink = StreamExecutionEnvironment.getExecutionEnvironment();
    VectorIndexJob.wire(
        JobConfiguration.load(
            List.of(
                "--config",
                Path.of(System.getProperty("project.root"), "flink-conf/jobs/words.yaml")
                    .toString(),
                "--control.type",
                "kafka",
                "--control.bootstrap-servers",
                "localhost:9092",
                "--control.topic",
                "control",
                "--control.group-id",
                "words",
                "--backfill.name",
                "history",
                "--backfill.files",
                history.toString(),
                "--search.recall-sample",
                "0.1"),
            Map.of()),
        flink);
    Map<String, String> keyed = new TreeMap<>();
    for (StreamNode stage : flink.getStreamGraph().getStreamNodes()) {
      if (stage.getStateKeySerializer() != null) {
        keyed.put(
            stage.getTransformationUID(),
            stage
                .getOperatorFactory()
                .getStreamOperatorClass(getClass().getClassLoader())
                .getSimpleName());
      }
    }
    assertThat(keyed)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Stage.SHARD.uid(), "ShardOperator", // in RocksDB
                Stage.WINDOW.uid(), "AggregateWindows", // in RocksDB
                Stage.GATHER.uid(), "KeyedCoProcessOperator", // on the heap
                Stage.RECALL.uid(), "KeyedProcessOperator")); // on the heap
  }
}
