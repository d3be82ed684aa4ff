package org.flinkvectorindex.console.inspect;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.util.Collector;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.collection.ShardName;
import org.flinkvectorindex.operators.shard.PartialAnswer;
import org.flinkvectorindex.operators.shard.SavedShard;
import org.flinkvectorindex.operators.shard.ShardState;
import org.flinkvectorindex.operators.shard.VectorRecord;

/** Goes through the shards of a savepoint, one after the other. */
abstract class ShardReader<T> extends KeyedStateReaderFunction<String, T> {
  private static final long serialVersionUID = 1L;

  private final Map<String, IndexSpec> specs;
  private final String collection;
  private HashSet<String> dropped = new HashSet<>();

  /** Null where it is not said; what Flink sends around can't hold an Optional. */
  private final Metric metric;

  private transient ShardState state;

  /**
   * @param specs by collection, as far as known
   * @param collection the only one that is read; empty for all
   * @param metric of those that are not known
   */
  ShardReader(Map<String, IndexSpec> specs, Optional<String> collection, Optional<Metric> metric) {
    this.specs = Map.copyOf(specs);
    this.metric = metric.orElse(null);
    this.collection = collection.orElse("");
  }

  /**
   * @param names of collections that were dropped: of their shards only vectors may be left, and
   *     these are not read
   */
  ShardReader<T> without(Set<String> names) {
    dropped = new HashSet<>(names);
    return this;
  }

  /** The one that readers of Flink 1.20 must have. */
  @Override
  @SuppressWarnings("deprecation")
  public void open(Configuration parameters) {
    state = SavedShard.states(getRuntimeContext());
  }

  @Override
  public void readKey(String key, Context context, Collector<T> out) throws Exception {
    String name = ShardName.of(key).collection();
    if (!SavedShard.isDropped(key, state, dropped)
        && (collection.isEmpty() || collection.equals(name))) {
      Optional<IndexSpec> spec = Optional.ofNullable(specs.get(name));
      read(SavedShard.read(key, state, spec, Optional.ofNullable(metric)), out);
    }
    out.collect(end());
  }

  /**
   * Said after each key: Flink takes a key that nothing is said of for the end, and reads none
   * after it.
   */
  abstract T end();

  /** Whether that is what is said. */
  abstract boolean isEnd(T said);

  abstract void read(SavedShard shard, Collector<T> out) throws Exception;

  /** What each holds, in a line. */
  static final class Summaries extends ShardReader<ShardSummary> {
    private static final long serialVersionUID = 1L;

    Summaries(Map<String, IndexSpec> specs, Optional<String> collection) {
      super(specs, collection, Optional.empty());
    }

    @Override
    ShardSummary end() {
      return new ShardSummary("", -1, 0, "", "");
    }

    @Override
    boolean isEnd(ShardSummary said) {
      return said.shard() < 0;
    }

    @Override
    void read(SavedShard shard, Collector<ShardSummary> out) {
      out.collect(
          new ShardSummary(
              shard.name().collection(),
              shard.name().shard(),
              shard.size(),
              shard.content().toString(),
              shard.graph()));
    }
  }

  /** How many changes each has accepted. */
  static final class Accepted extends ShardReader<Long> {
    private static final long serialVersionUID = 1L;

    Accepted(String collection) {
      super(Map.of(), Optional.of(collection), Optional.empty());
    }

    @Override
    Long end() {
      return -1L;
    }

    @Override
    boolean isEnd(Long said) {
      return said < 0;
    }

    @Override
    void read(SavedShard shard, Collector<Long> out) {
      out.collect(shard.changes());
    }
  }

  /** Every live vector. */
  static final class Vectors extends ShardReader<VectorRecord> {
    private static final long serialVersionUID = 1L;

    Vectors(Map<String, IndexSpec> specs, Optional<String> collection) {
      super(specs, collection, Optional.empty());
    }

    @Override
    VectorRecord end() {
      return new VectorRecord(
          "",
          new OrderKey(0, "", 0, 0, 0),
          0,
          OptionalLong.empty(),
          Optional.empty(),
          new float[0]);
    }

    @Override
    boolean isEnd(VectorRecord said) {
      return said.vector().length == 0;
    }

    @Override
    void read(SavedShard shard, Collector<VectorRecord> out) throws Exception {
      shard.forEach(out::collect);
    }
  }

  /** The nearest of each. */
  static final class Nearest extends ShardReader<PartialAnswer> {
    private static final long serialVersionUID = 1L;

    private final float[] query;
    private final int k;
    private final int ef;

    Nearest(
        Map<String, IndexSpec> specs,
        Optional<String> collection,
        Optional<Metric> metric,
        float[] query,
        int k,
        int ef) {
      super(specs, collection, metric);
      this.query = query.clone();
      this.k = k;
      this.ef = ef;
    }

    @Override
    PartialAnswer end() {
      return new PartialAnswer("", -1, OptionalLong.empty(), List.of());
    }

    @Override
    boolean isEnd(PartialAnswer said) {
      return said.shard() < 0;
    }

    @Override
    void read(SavedShard shard, Collector<PartialAnswer> out) throws Exception {
      out.collect(
          new PartialAnswer(
              "", shard.name().shard(), OptionalLong.empty(), shard.search(query, k, ef)));
    }
  }
}
