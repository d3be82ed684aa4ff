package org.flinkvectorindex.operators.shard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.connectors.record.Query.Target;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.index.ExactScan;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.index.id.IdHash;
import org.flinkvectorindex.operators.StageMetric;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.recall.CheckedAnswer;
import org.flinkvectorindex.operators.recall.Effort;
import org.flinkvectorindex.operators.recall.RecallSpec;
import org.flinkvectorindex.operators.scatter.ShardQuery;
import org.flinkvectorindex.operators.shard.SampledQuery.Tried;

/**
 * Answers a share of a subtask's queries exactly as well, in slices between its other work: a tenth
 * of a millisecond every two, so at most a twentieth of its time. Where more are sampled than can
 * wait, some are left out and counted. Every shard samples the same queries. Kept on the heap
 * alone: what a failure interrupts is not measured.
 *
 * <p>Where there is a target, the effort of each collection is steered by what these queries find,
 * by each subtask for itself.
 */
final class RecallSampling {
  static final long EVERY_MILLIS = 2;

  private static final long SLICE_NANOS = 100_000;
  private static final int SLOTS = 16;
  private static final int MOST_WAITING = 16;

  /** Queries for more are not sampled. */
  private static final int MOST_K = 1_000;

  private final RecallSpec spec;
  private final MetricGroup metrics;
  private final Counter skipped;
  private final Deque<SampledQuery> waiting = new ArrayDeque<>();
  private final Map<String, Effort> efforts = new HashMap<>();

  RecallSampling(RecallSpec spec, MetricGroup metrics) {
    this.spec = spec;
    this.metrics = metrics;
    skipped = StageMetric.RECALL_SKIPPED.counter(metrics);
  }

  /** The query with the effort that holds the target, where it asks for none of its own. */
  ShardQuery steer(ShardQuery asked, CollectionSpec collection) {
    return steers(asked, collection) ? asked.withEffort(effort(collection).now()) : asked;
  }

  /** Not where the query or the collection asks for exact answers, or for an effort of its own. */
  private boolean steers(ShardQuery asked, CollectionSpec collection) {
    return spec.steers()
        && asked.query().ef().isEmpty()
        && collection.ef() > 0
        && collection.index().structure().kind() != Structure.Kind.FLAT;
  }

  private Effort effort(CollectionSpec collection) {
    return efforts.computeIfAbsent(
        collection.name(),
        name -> {
          Effort effort = new Effort(spec, collection.ef());
          StageMetric.EFFORT.gauge(metrics.addGroup(StageMetric.COLLECTION, name), effort::now);
          return effort;
        });
  }

  boolean samples(ShardQuery asked) {
    return spec.samples()
        && asked.query().target() instanceof Target.Nearest
        && asked.query().k() <= MOST_K
        && (asked.trial() || (IdHash.of(asked.asking()).high() >>> 11) * 0x1.0p-53 < spec.share());
  }

  /** What a shard has to say of a sampled query that has no vectors yet. */
  CheckedAnswer nothing(ShardQuery asked, CollectionSpec collection) {
    return new CheckedAnswer(
        asked.asking(),
        collection.name(),
        asked.shard(),
        collection.shards(),
        asked.query().k(),
        new float[0],
        new float[0]);
  }

  /** Takes up a sampled query that was just answered. */
  void begin(Shard shard, ShardQuery asked, List<Hit> hits) {
    if (waiting.size() >= MOST_WAITING) {
      skipped.inc();
      return;
    }
    float[] found = new float[hits.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = hits.get(i).distance();
    }
    float[] query = ((Target.Nearest) asked.query().target()).vector();
    ExactScan scan = shard.index().exactly();
    scan.aim(query);
    waiting.add(
        new SampledQuery(
            shard, asked, shard.spec().shards(), found, tried(shard, asked, query, found), scan));
  }

  private List<Tried> tried(Shard shard, ShardQuery asked, float[] query, float[] found) {
    List<Tried> tried = new ArrayList<>();
    if (steers(asked, shard.spec())) {
      Effort effort = effort(shard.spec());
      for (int level = effort.lowest(); level <= effort.highest(); level++) {
        if (level == effort.level()) {
          tried.add(new Tried(level, found));
        } else {
          SearchHits other = shard.index().search(query, asked.query().k(), effort.at(level));
          tried.add(new Tried(level, other.distances()));
        }
      }
    }
    return tried;
  }

  /** The shard goes: what waits to be compared with it never will be. */
  void forget(Shard shard) {
    waiting.removeIf(query -> query.shard() == shard);
  }

  boolean idle() {
    return waiting.isEmpty();
  }

  /** An id is about to change: its vector, if it has one, may go. */
  void changing(Shard shard, String id) {
    int slot = shard.index().slotOf(id);
    if (slot != VectorIndex.NONE) {
      for (SampledQuery query : waiting) {
        if (query.shard() == shard) {
          query.leaving(slot);
        }
      }
    }
  }

  /** An id has changed. */
  void changed(Shard shard, String id) {
    int slot = shard.index().slotOf(id);
    if (slot != VectorIndex.NONE) {
      for (SampledQuery query : waiting) {
        if (query.shard() == shard) {
          query.arrived(slot);
        }
      }
    }
  }

  /**
   * Goes on for a while with the query that waits longest.
   *
   * @param current makes a shard's key current
   */
  void slice(Consumer<String> current, Consumer<CheckedAnswer> out) {
    long begun = System.nanoTime();
    SampledQuery query = waiting.peek();
    if (query == null) {
      return;
    }
    current.accept(query.key());
    boolean through = query.step(SLOTS);
    while (!through && System.nanoTime() - begun < SLICE_NANOS) {
      through = query.step(SLOTS);
    }
    if (through) {
      waiting.remove();
      finish(query, out);
    }
  }

  private void finish(SampledQuery query, Consumer<CheckedAnswer> out) {
    if (!query.tried().isEmpty()) {
      Effort effort = effort(query.shard().spec());
      for (Tried each : query.tried()) {
        effort.learn(each.level(), query.estimate(each.found()));
      }
      effort.decide();
    }
    out.accept(query.answer());
  }
}
