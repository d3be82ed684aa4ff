package org.flinkvectorindex.operators;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.connectors.serde.ResultFormat;
import org.flinkvectorindex.connectors.serde.WindowStatisticsFormat;
import org.flinkvectorindex.operators.admit.AdmitFollowingMutations;
import org.flinkvectorindex.operators.admit.AdmitFollowingQueries;
import org.flinkvectorindex.operators.admit.AdmitMutations;
import org.flinkvectorindex.operators.admit.AdmitQueries;
import org.flinkvectorindex.operators.admit.AdmittedQuery;
import org.flinkvectorindex.operators.admit.AdmittedQueryFormat;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.admit.OperationFormat;
import org.flinkvectorindex.operators.batch.BatchMutations;
import org.flinkvectorindex.operators.batch.BatchSpec;
import org.flinkvectorindex.operators.batch.MutationBatch;
import org.flinkvectorindex.operators.batch.MutationBatchFormat;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Directory;
import org.flinkvectorindex.operators.collection.DirectoryFormat;
import org.flinkvectorindex.operators.decide.Control;
import org.flinkvectorindex.operators.decide.DecideControls;
import org.flinkvectorindex.operators.gather.GatherAnswers;
import org.flinkvectorindex.operators.recall.CheckedAnswer;
import org.flinkvectorindex.operators.recall.MeasureRecall;
import org.flinkvectorindex.operators.recall.RecallSample;
import org.flinkvectorindex.operators.recall.RecallSampleFormat;
import org.flinkvectorindex.operators.recall.RecallSpec;
import org.flinkvectorindex.operators.scatter.ScatterQueries;
import org.flinkvectorindex.operators.scatter.ShardQuery;
import org.flinkvectorindex.operators.scatter.ShardQueryFormat;
import org.flinkvectorindex.operators.shard.PartialAnswer;
import org.flinkvectorindex.operators.shard.PartialAnswerFormat;
import org.flinkvectorindex.operators.shard.ShardOperator;
import org.flinkvectorindex.operators.window.AggregateWindows;
import org.flinkvectorindex.operators.window.Feeds;
import org.flinkvectorindex.operators.window.Slice;
import org.flinkvectorindex.operators.window.SliceFormat;
import org.flinkvectorindex.operators.window.Summarize;
import org.flinkvectorindex.operators.window.WindowSpec;

/**
 * The stages put together: what comes out of decoded mutations and queries.
 *
 * @param nothingFound what the serving cache alone is told: answers without hits, where results say
 *     {@code NOT_FOUND}
 * @param changes applied, in the order of each shard
 * @param statistics of windows, those of late records among them; empty without windows
 * @param republished what the serving cache alone is told: what was live when {@code
 *     publish.generation} changed, and what goes with a collection that is dropped
 */
public record IndexFlow(
    DataStream<Result> results,
    DataStream<Result> nothingFound,
    DataStream<DeadLetter> deadLetters,
    DataStream<Change> changes,
    DataStream<Change> republished,
    Optional<DataStream<WindowStatistics>> statistics) {

  /**
   * @param topics that vectors are read from, history included; decides what created collections
   *     may be ordered by
   * @param generation {@code publish.generation}
   * @param memoryLimit {@code state.memory.limit} in bytes, 0 for none
   * @param timeout for queries that name none
   * @param clock serializable, as Java's own clocks are
   */
  public record Options(
      Catalog catalog,
      int topics,
      BatchSpec batch,
      Optional<String> generation,
      long memoryLimit,
      Duration timeout,
      List<WindowSpec> windows,
      RecallSpec recall,
      Clock clock) {

    public static Options of(Catalog catalog) {
      return new Options(
          catalog,
          1,
          BatchSpec.DEFAULT,
          Optional.empty(),
          0,
          GatherAnswers.DEFAULT_TIMEOUT,
          List.of(),
          RecallSpec.NONE,
          Clock.systemUTC());
    }
  }

  /** Of the collections of the configuration, and no others. */
  public static IndexFlow of(
      DataStream<Decoded<Mutation>> mutations,
      DataStream<Decoded<Query>> queries,
      Options options) {
    return of(mutations, queries, Optional.empty(), options);
  }

  /**
   * @param mutations with timestamps and watermarks
   * @param controls by which collections come and go, from one subtask in the order in which they
   *     count, with a watermark that holds nothing back
   */
  public static IndexFlow of(
      DataStream<Decoded<Mutation>> mutations,
      DataStream<Decoded<Query>> queries,
      Optional<DataStream<Decoded<Control>>> controls,
      Options options) {
    Catalog catalog = options.catalog();
    Optional<SingleOutputStreamOperator<Directory>> decided =
        controls.map(records -> decide(records, options));
    Optional<BroadcastStream<Directory>> directory =
        decided.map(each -> each.broadcast(AdmitFollowingMutations.DIRECTORY));

    SingleOutputStreamOperator<Operation> operations =
        Stage.ADMIT_VECTORS.on(
            directory
                .map(
                    followed ->
                        mutations.connect(followed).process(new AdmitFollowingMutations(catalog)))
                .orElseGet(() -> mutations.process(new AdmitMutations(catalog)))
                .returns(new RecordTypeInfo<>(OperationFormat.INSTANCE)));
    SingleOutputStreamOperator<MutationBatch> batches =
        Stage.BATCH.on(
            operations.transform(
                Stage.BATCH.title(),
                new RecordTypeInfo<>(MutationBatchFormat.INSTANCE),
                new BatchMutations(catalog, options.batch())));

    SingleOutputStreamOperator<AdmittedQuery> admitted =
        Stage.ADMIT_QUERIES.on(
            directory
                .map(
                    followed ->
                        queries
                            .connect(followed)
                            .process(new AdmitFollowingQueries(catalog, options.clock())))
                .orElseGet(() -> queries.process(new AdmitQueries(catalog, options.clock())))
                .returns(new RecordTypeInfo<>(AdmittedQueryFormat.INSTANCE)));
    SingleOutputStreamOperator<ShardQuery> scattered =
        Stage.SCATTER.on(
            admitted
                .flatMap(new ScatterQueries(catalog))
                .returns(new RecordTypeInfo<>(ShardQueryFormat.INSTANCE)));

    KeyedStream<MutationBatch, String> batchesByShard =
        batches.keyBy(MutationBatch::key, Types.STRING);
    SingleOutputStreamOperator<PartialAnswer> partials =
        Stage.SHARD.on(
            batchesByShard
                .connect(scattered.keyBy(ShardQuery::key, Types.STRING))
                .transform(
                    Stage.SHARD.title(),
                    new RecordTypeInfo<>(PartialAnswerFormat.INSTANCE),
                    new ShardOperator(
                        catalog,
                        options.generation(),
                        options.recall(),
                        options.memoryLimit(),
                        controls.isPresent())));

    SingleOutputStreamOperator<Result> answers =
        Stage.GATHER.on(
            admitted
                .keyBy(AdmittedQuery::key, Types.STRING)
                .connect(partials.keyBy(PartialAnswer::asking, Types.STRING))
                .process(
                    new GatherAnswers(catalog, options.timeout(), options.clock()),
                    new RecordTypeInfo<>(ResultFormat.INSTANCE)));

    Optional<DataStream<RecallSample>> recall =
        options.recall().samples() ? Optional.of(recall(partials)) : Optional.empty();

    DataStream<DeadLetter> deadLetters =
        operations
            .getSideOutput(AdmitMutations.DEAD_LETTERS)
            .union(admitted.getSideOutput(AdmitQueries.DEAD_LETTERS));
    if (decided.isPresent()) {
      deadLetters = deadLetters.union(decided.get().getSideOutput(AdmitMutations.DEAD_LETTERS));
    }

    return new IndexFlow(
        answers.union(admitted.getSideOutput(AdmitQueries.REFUSALS)),
        answers.getSideOutput(GatherAnswers.NOTHING_FOUND),
        deadLetters,
        partials.getSideOutput(ShardOperator.CHANGES),
        partials.getSideOutput(ShardOperator.REPUBLISHED),
        options.windows().isEmpty()
            ? Optional.empty()
            : Optional.of(
                windows(operations, partials, answers, recall, Feeds.of(options.windows()))));
  }

  private static SingleOutputStreamOperator<Directory> decide(
      DataStream<Decoded<Control>> controls, Options options) {
    return Stage.DECIDE.on(
        controls
            .process(
                new DecideControls(options.catalog(), options.topics()),
                new RecordTypeInfo<>(DirectoryFormat.INSTANCE))
            .setParallelism(1)
            .setMaxParallelism(1));
  }

  private static DataStream<RecallSample> recall(
      SingleOutputStreamOperator<PartialAnswer> partials) {
    return Stage.RECALL.on(
        partials
            .getSideOutput(ShardOperator.CHECKED)
            .keyBy(CheckedAnswer::asking, Types.STRING)
            .process(new MeasureRecall(), new RecordTypeInfo<>(RecallSampleFormat.INSTANCE)));
  }

  private static DataStream<WindowStatistics> windows(
      SingleOutputStreamOperator<Operation> operations,
      SingleOutputStreamOperator<PartialAnswer> partials,
      SingleOutputStreamOperator<Result> answers,
      Optional<DataStream<RecallSample>> recall,
      Feeds feeds) {
    DataStream<Slice> changed =
        summarize(
            Stage.SUMMARIZE_CHANGES,
            partials.getSideOutput(ShardOperator.CHANGES),
            Summarize.changes(feeds));
    DataStream<Slice> refused =
        summarize(
            Stage.SUMMARIZE_REFUSALS,
            operations
                .getSideOutput(AdmitMutations.REFUSALS)
                .union(partials.getSideOutput(ShardOperator.REFUSALS)),
            Summarize.refusals(feeds));
    DataStream<Slice> asked = summarize(Stage.SUMMARIZE_ANSWERS, answers, Summarize.answers(feeds));
    if (recall.isPresent()) {
      asked = asked.union(summarize(Stage.SUMMARIZE_RECALL, recall.get(), Summarize.recall(feeds)));
    }
    SingleOutputStreamOperator<WindowStatistics> windows =
        Stage.WINDOW.on(
            changed
                .union(refused)
                .keyBy(Slice::feed, Types.STRING)
                .connect(asked.keyBy(Slice::feed, Types.STRING))
                .transform(
                    Stage.WINDOW.title(),
                    new RecordTypeInfo<>(WindowStatisticsFormat.INSTANCE),
                    new AggregateWindows(feeds)));
    return windows.union(windows.getSideOutput(AggregateWindows.LATE));
  }

  private static <T> DataStream<Slice> summarize(
      Stage stage, DataStream<T> records, Summarize<T> summarize) {
    return stage.on(
        records.transform(stage.title(), new RecordTypeInfo<>(SliceFormat.INSTANCE), summarize));
  }
}
