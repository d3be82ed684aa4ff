package org.flinkvectorindex.operators.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Query.Include;
import org.flinkvectorindex.connectors.record.Query.Target;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.index.SearchHits;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.operators.scatter.ShardQuery;

/**
 * Answers a query from one shard, whose key is current. State is read only for what the query wants
 * included.
 */
final class ShardSearch {
  private ShardSearch() {}

  /**
   * @param visited distances computed
   */
  record Found(List<Hit> hits, int visited) {}

  static Found search(Shard shard, ShardQuery asked) throws Exception {
    Query query = asked.query();
    if (query.target() instanceof Target.Nearest nearest) {
      SearchHits found = shard.index().search(nearest.vector(), query.k(), asked.ef());
      List<Hit> hits = new ArrayList<>(found.count());
      for (int hit = 0; hit < found.count(); hit++) {
        hits.add(hit(shard, found.slots()[hit], found.distances()[hit], query.include()));
      }
      return new Found(hits, found.visited());
    }
    return new Found(lookUp(shard, ((Target.ByIds) query.target()).ids(), query.include()), 0);
  }

  /** Ids that are not there are left out. */
  private static List<Hit> lookUp(Shard shard, List<String> ids, Set<Include> include)
      throws Exception {
    List<Hit> hits = new ArrayList<>(ids.size());
    for (String id : ids) {
      int slot = shard.index().slotOf(id);
      if (slot != VectorIndex.NONE) {
        hits.add(hit(shard, slot, 0, include));
      }
    }
    return hits;
  }

  private static Hit hit(Shard shard, int slot, float distance, Set<Include> include)
      throws Exception {
    String id = shard.index().idOf(slot);
    if (include.isEmpty()) {
      return new Hit(id, distance, Optional.empty(), Optional.empty());
    }
    VectorRecord record = shard.vector(slot);
    return new Hit(
        id,
        distance,
        include.contains(Include.ATTRIBUTES) ? record.attributes() : Optional.empty(),
        include.contains(Include.VECTOR) ? Optional.of(record.vector()) : Optional.empty());
  }
}
