package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.nearest;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.remove;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.RecordedMetrics;
import org.flinkvectorindex.operators.Samples;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.admit.AdmittedQuery;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.batch.BatchMutations;
import org.flinkvectorindex.operators.batch.BatchSpec;
import org.flinkvectorindex.operators.batch.MutationBatch;
import org.flinkvectorindex.operators.batch.MutationBatchFormat;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Order;
import org.flinkvectorindex.operators.scatter.ScatterQueries;
import org.flinkvectorindex.operators.scatter.ShardQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What whoever runs the job sees of one subtask with two collections. */
class ShardMetricsTest {
  private static final Map<String, String> WORDS = Map.of("collection", "words");
  private static final Map<String, String> OTHERS = Map.of("collection", "others");

  private final Catalog catalog =
      Samples.catalog(
          Samples.collection("words", 2, Order.VERSION, Metric.L2),
          Samples.collection("others", 1, Order.VERSION, Metric.L2));
  private final ShardOperator operator = new ShardOperator(catalog, Optional.empty());
  private final RecordedMetrics metrics = new RecordedMetrics();
  private Harness harness;

  /** The harness of Flink takes metrics only where it knows nothing of inputs and keys. */
  private static final class Harness extends AbstractStreamOperatorTestHarness<PartialAnswer> {
    Harness(ShardOperator operator, RecordedMetrics metrics) throws Exception {
      super(operator, metrics.environment());
      config.setStatePartitioner(0, (KeySelector<MutationBatch, String>) MutationBatch::key);
      config.setStatePartitioner(1, (KeySelector<ShardQuery, String>) ShardQuery::key);
      config.setStateKeySerializer(
          Types.STRING.createSerializer(executionConfig.getSerializerConfig()));
      config.serializeAllConfigs();
      EmbeddedRocksDBStateBackend rocks = new EmbeddedRocksDBStateBackend(true);
      rocks.getMemoryConfiguration().setUseManagedMemory(false);
      setStateBackend(rocks);
      setup(new RecordSerializer<>(PartialAnswerFormat.INSTANCE));
    }
  }

  @BeforeEach
  void open() throws Exception {
    harness = new Harness(operator, metrics);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
    metrics.close();
  }

  @Test
  void freshnessIsTheTimeSinceTheFirstRowOfABatchCame() throws Exception {
    apply(1_000, 1_040, put("a", 1, 1, 2, 3, 4), put("b", 2, 4, 3, 2, 1));
    apply(2_000, 2_007, put("a", 3, 1, 2, 3, 5));
    var freshness = metrics.histogram(StageMetric.FRESHNESS, WORDS);
    assertThat(freshness.getStatistics().getMax()).isEqualTo(40);
    assertThat(freshness.getStatistics().getMin()).isEqualTo(7);
    assertThat(metrics.histogram(StageMetric.FRESHNESS, OTHERS).getCount()).isZero();
  }

  /** The clock of a machine may be behind that of another. */
  @Test
  void freshnessIsNeverNegative() throws Exception {
    apply(1_000, 990, put("a", 1, 1, 2, 3, 4));
    assertThat(metrics.histogram(StageMetric.FRESHNESS, WORDS).getStatistics().getMin()).isZero();
  }

  @Test
  void changesAreCountedByWhatCameOfThem() throws Exception {
    apply(
        0,
        0,
        put("a", 1, 1, 2, 3, 4),
        put("b", 2, 1, 2, 3, 5),
        put("c", 3, 1, 2, 3, 6),
        put("a", 4, 1, 1, 1, 1),
        put("a", 4, 2, 2, 2, 2),
        remove("b", 5),
        put("b", 2, 1, 2, 3, 5));
    assertThat(metrics.counted(StageMetric.INSERTS, WORDS)).isEqualTo(3);
    assertThat(metrics.counted(StageMetric.UPDATES, WORDS)).isEqualTo(1);
    assertThat(metrics.counted(StageMetric.DELETES, WORDS)).isEqualTo(1);
    assertThat(metrics.counted(StageMetric.REFUSED_STALE, WORDS)).isEqualTo(2);
    assertThat(metrics.counted(StageMetric.INSERT_NANOS, WORDS)).isPositive();
    assertThat(metrics.shown(StageMetric.LIVE, WORDS)).isEqualTo(2L);
    assertThat(metrics.shown(StageMetric.TOMBSTONES, WORDS)).isEqualTo(1L);
    assertThat(metrics.shown(StageMetric.HEAP_BYTES, WORDS).longValue()).isPositive();
    assertThat(metrics.counted(StageMetric.INSERTS, OTHERS)).isZero();
    assertThat(metrics.shown(StageMetric.LIVE, OTHERS)).isEqualTo(0L);
    assertThat(metrics.shown(StageMetric.RESTORE_PROGRESS, Map.of())).isEqualTo(1.0);
  }

  /** A restore has them to apply; several changes are one entry. */
  @Test
  void theLogGrowsWithTheChanges() throws Exception {
    for (int i = 0; i < 200; i++) {
      apply(0, 0, put("id" + i, i + 1, i, 1, 2, 3));
    }
    assertThat(metrics.shown(StageMetric.LOG_ENTRIES, WORDS).longValue()).isBetween(1L, 400L);
  }

  @Test
  void aSearchIsCountedOnceAShardWithItsDistances() throws Exception {
    apply(0, 0, put("a", 1, 1, 2, 3, 4), put("b", 2, 1, 2, 3, 5), put("c", 3, 1, 2, 3, 6));
    int shards = operator.shards().size();
    List<ShardQuery> parts = new ArrayList<>();
    new ScatterQueries(catalog)
        .flatMap(
            new AdmittedQuery("q", nearest(1, 10, 1, 2, 3, 4), 2, 0), new ListCollector<>(parts));
    for (ShardQuery part : parts) {
      operator.setKeyContextElement2(new StreamRecord<>(part));
      operator.processElement2(new StreamRecord<>(part));
    }
    assertThat(metrics.counted(StageMetric.SEARCHES, WORDS)).isEqualTo(shards);
    assertThat(metrics.counted(StageMetric.DISTANCES, WORDS)).isGreaterThanOrEqualTo(3);
    assertThat(metrics.histogram(StageMetric.SEARCH_MICROS, WORDS).getCount()).isEqualTo(shards);
    assertThat(metrics.counted(StageMetric.SEARCH_NANOS, WORDS)).isPositive();
  }

  private void apply(long arrivedMillis, long nowMillis, Operation... operations) throws Exception {
    for (MutationBatch batch : batches(arrivedMillis, operations)) {
      harness.setProcessingTime(nowMillis);
      StreamRecord<MutationBatch> record = new StreamRecord<>(batch);
      operator.setKeyContextElement1(record);
      operator.processElement1(record);
    }
  }

  private List<MutationBatch> batches(long arrivedMillis, Operation... operations)
      throws Exception {
    BatchSpec spec = new BatchSpec(1_000, MemorySize.ofMebiBytes(1), BatchSpec.DEFAULT.maxWait());
    try (var batch =
        new OneInputStreamOperatorTestHarness<Operation, MutationBatch>(
            new BatchMutations(catalog, spec))) {
      batch.setup(new RecordSerializer<>(MutationBatchFormat.INSTANCE));
      batch.setProcessingTime(arrivedMillis);
      batch.open();
      for (Operation operation : operations) {
        batch.processElement(new StreamRecord<>(operation));
      }
      batch.endInput();
      return batch.extractOutputValues();
    }
  }
}
