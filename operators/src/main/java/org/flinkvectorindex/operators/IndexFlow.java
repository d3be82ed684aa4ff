package org.flinkvectorindex.operators;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.connectors.serde.ResultFormat;
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
import org.flinkvectorindex.operators.gather.GatherAnswers;
import org.flinkvectorindex.operators.scatter.ScatterQueries;
import org.flinkvectorindex.operators.scatter.ShardQuery;
import org.flinkvectorindex.operators.scatter.ShardQueryFormat;
import org.flinkvectorindex.operators.shard.PartialAnswer;
import org.flinkvectorindex.operators.shard.PartialAnswerFormat;
import org.flinkvectorindex.operators.shard.ShardOperator;

/**
 * The stages put together: what comes out of decoded mutations and queries.
 *
 * @param changes applied, in the order of each shard
 * @param republished what was live when {@code publish.generation} changed
 */
public record IndexFlow(
    DataStream<Result> results,
    DataStream<DeadLetter> deadLetters,
    DataStream<Change> changes,
    DataStream<Change> republished) {

  /**
   * @param generation {@code publish.generation}
   * @param timeout for queries that name none
   * @param clock serializable, as Java's own clocks are
   */
  public record Options(
      Catalog catalog,
      BatchSpec batch,
      Optional<String> generation,
      Duration timeout,
      Clock clock) {

    public static Options of(Catalog catalog) {
      return new Options(
          catalog,
          BatchSpec.DEFAULT,
          Optional.empty(),
          GatherAnswers.DEFAULT_TIMEOUT,
          Clock.systemUTC());
    }
  }

  /**
   * @param mutations with timestamps and watermarks
   */
  public static IndexFlow of(
      DataStream<Decoded<Mutation>> mutations,
      DataStream<Decoded<Query>> queries,
      Options options) {
    Catalog catalog = options.catalog();

    SingleOutputStreamOperator<Operation> operations =
        Stage.ADMIT_VECTORS.on(
            mutations
                .process(new AdmitMutations(catalog))
                .returns(new RecordTypeInfo<>(OperationFormat.INSTANCE)));
    SingleOutputStreamOperator<MutationBatch> batches =
        Stage.BATCH.on(
            operations.transform(
                Stage.BATCH.title(),
                new RecordTypeInfo<>(MutationBatchFormat.INSTANCE),
                new BatchMutations(catalog, options.batch())));

    SingleOutputStreamOperator<AdmittedQuery> admitted =
        Stage.ADMIT_QUERIES.on(
            queries
                .process(new AdmitQueries(catalog, options.clock()))
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
                    new ShardOperator(catalog, options.generation())));

    SingleOutputStreamOperator<Result> answers =
        Stage.GATHER.on(
            admitted
                .keyBy(AdmittedQuery::key, Types.STRING)
                .connect(partials.keyBy(PartialAnswer::asking, Types.STRING))
                .process(
                    new GatherAnswers(catalog, options.timeout(), options.clock()),
                    new RecordTypeInfo<>(ResultFormat.INSTANCE)));

    return new IndexFlow(
        answers.union(admitted.getSideOutput(AdmitQueries.REFUSALS)),
        operations
            .getSideOutput(AdmitMutations.DEAD_LETTERS)
            .union(admitted.getSideOutput(AdmitQueries.DEAD_LETTERS)),
        partials.getSideOutput(ShardOperator.CHANGES),
        partials.getSideOutput(ShardOperator.REPUBLISHED));
  }
}
