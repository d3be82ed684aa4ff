package org.flinkvectorindex.operators.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.words;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.operators.RecordedMetrics;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;

class BatchMetricsTest {
  private static final Map<String, String> WORDS = Map.of("collection", "words");

  @Test
  void saysHowManyRowsABatchHadAndHowLongTheFirstWaited() throws Exception {
    BatchSpec spec = new BatchSpec(3, MemorySize.parse("32 kb"), Duration.ofMillis(5));
    try (RecordedMetrics metrics = new RecordedMetrics();
        var batch =
            new OneInputStreamOperatorTestHarness<Operation, MutationBatch>(
                new BatchMutations(words(1, Order.LOG), spec), metrics.environment())) {
      batch.setup(new RecordSerializer<>(MutationBatchFormat.INSTANCE));
      batch.setProcessingTime(100);
      batch.open();
      batch.processElement(new StreamRecord<>(put("a", 1, 1, 2, 3, 4)));
      batch.setProcessingTime(102);
      batch.processElement(new StreamRecord<>(put("b", 2, 1, 2, 3, 4)));
      batch.processElement(new StreamRecord<>(put("c", 3, 1, 2, 3, 4)));
      batch.processElement(new StreamRecord<>(put("d", 4, 1, 2, 3, 4)));
      batch.setProcessingTime(120);

      var rows = metrics.histogram(StageMetric.BATCH_ROWS, WORDS).getStatistics();
      assertThat(rows.getValues()).containsExactlyInAnyOrder(3, 1);
      var wait = metrics.histogram(StageMetric.BATCH_WAIT, WORDS).getStatistics();
      assertThat(wait.size()).isEqualTo(2);
      assertThat(wait.getMin()).isEqualTo(2);
      assertThat(wait.getMax()).isBetween(3L, 18L);
    }
  }
}
