package org.flinkvectorindex.operators.scatter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Query.Target;
import org.flinkvectorindex.operators.admit.AdmittedQuery;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Known;

/** Asks every shard for neighbours, and for ids the shards that they belong to. */
public final class ScatterQueries implements FlatMapFunction<AdmittedQuery, ShardQuery> {
  private static final long serialVersionUID = 1L;

  private final Catalog catalog;
  private transient Known known;

  public ScatterQueries(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void flatMap(AdmittedQuery admitted, Collector<ShardQuery> out) {
    if (known == null) {
      known = new Known(catalog);
    }
    Query query = admitted.query();
    Catalog.Entry entry = known.get(admitted.collection(), admitted.created());
    int ef = query.ef().orElse(entry.spec().ef());
    if (query.target() instanceof Target.ByIds byIds) {
      Map<Integer, List<String>> ids = new TreeMap<>();
      for (String id : byIds.ids()) {
        ids.computeIfAbsent(entry.keys().shardOf(id), shard -> new ArrayList<>()).add(id);
      }
      ids.forEach(
          (shard, those) -> {
            Query part = part(entry, query, new Target.ByIds(those));
            out.collect(ask(entry, shard, admitted, ef, part));
          });
    } else {
      for (int shard = 0; shard < entry.spec().shards(); shard++) {
        out.collect(ask(entry, shard, admitted, ef, part(entry, query, query.target())));
      }
    }
  }

  private static ShardQuery ask(
      Catalog.Entry entry, int shard, AdmittedQuery admitted, int ef, Query query) {
    return new ShardQuery(
        entry.keys().key(shard),
        shard,
        admitted.key(),
        ef,
        query,
        entry.created(),
        admitted.trial());
  }

  /** As the shards are asked: of their collection, whatever it was called. */
  private static Query part(Catalog.Entry entry, Query query, Target target) {
    return new Query(
        query.queryId(),
        entry.spec().name(),
        target,
        query.k(),
        query.ef(),
        query.include(),
        query.timeout(),
        query.ts(),
        query.origin());
  }
}
