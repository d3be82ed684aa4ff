package org.flinkvectorindex.jobs.topology;

import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.operators.decide.Control;

/**
 * Where the flow begins and where it ends.
 *
 * @param mutations with timestamps and watermarks
 */
public record EndPoints(
    DataStream<Decoded<Mutation>> mutations,
    DataStream<Decoded<Query>> queries,
    Optional<DataStream<Decoded<Control>>> controls,
    Sink<Result> results,
    Sink<DeadLetter> deadLetters,
    Optional<Sink<Change>> changes,
    Optional<Sink<WindowStatistics>> statistics,
    Optional<ServingCache> cache) {

  /** The same with other mutations. */
  public EndPoints withMutations(DataStream<Decoded<Mutation>> others) {
    return new EndPoints(
        others, queries, controls, results, deadLetters, changes, statistics, cache);
  }
}
