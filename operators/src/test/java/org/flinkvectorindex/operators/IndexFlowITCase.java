package org.flinkvectorindex.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.accepted;
import static org.flinkvectorindex.operators.Samples.at;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.flinkvectorindex.operators.Samples.collection;
import static org.flinkvectorindex.operators.Samples.nearest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.serde.DecodedMutationFormat;
import org.flinkvectorindex.connectors.serde.DecodedQueryFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;

/** All stages in a cluster in this JVM, at parallelism 2. */
class IndexFlowITCase {

  @Test
  void everyRecordComesOutAsWhatItIs() throws Exception {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(PipelineOptions.OBJECT_REUSE, true);
    flink.set(PipelineOptions.MAX_PARALLELISM, Samples.MAX_PARALLELISM);
    flink.set(StateBackendOptions.STATE_BACKEND, StageStorage.Factory.class.getName());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(flink).setParallelism(2);
    List<Decoded<Mutation>> mutations = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      mutations.add(upsert("id" + i, i, i, 0, 0, 0));
    }
    mutations.add(upsert("short", 500, 1, 2));
    List<Decoded<Query>> queries =
        List.of(accepted(nearest(1, 5, 1, 0, 0, 0), at(1)), accepted(nearest(2, 5, 1, 0), at(2)));
    IndexFlow flow =
        IndexFlow.of(
            env.fromData(mutations, new RecordTypeInfo<>(DecodedMutationFormat.INSTANCE))
                .assignTimestampsAndWatermarks(WatermarkStrategy.noWatermarks()),
            env.fromData(queries, new RecordTypeInfo<>(DecodedQueryFormat.INSTANCE)),
            IndexFlow.Options.of(catalog(collection("words", 8, Order.LOG, Metric.L2))));
    try (CloseableIterator<Result> results = flow.results().collectAsync();
        CloseableIterator<DeadLetter> letters = flow.deadLetters().collectAsync();
        CloseableIterator<Change> changes = flow.changes().collectAsync()) {
      env.execute();
      assertThat(all(changes)).extracting(Change::id).hasSize(500).doesNotHaveDuplicates();
      assertThat(all(letters))
          .extracting(DeadLetter::detail)
          .containsExactlyInAnyOrder("expected 4, got 2", "expected 4, got 2");
      assertThat(all(results)).extracting(Result::queryId).containsExactlyInAnyOrder("q1", "q2");
    }
  }

  private static Decoded<Mutation> upsert(String id, long offset, float... vector) {
    return accepted(
        new Mutation.Upsert(
            "words",
            id,
            vector,
            Optional.empty(),
            offset,
            OptionalLong.empty(),
            Optional.empty(),
            at(offset)),
        at(offset));
  }

  private static <T> List<T> all(CloseableIterator<T> iterator) {
    return Stream.iterate(iterator, CloseableIterator::hasNext, each -> each)
        .map(CloseableIterator::next)
        .toList();
  }
}
