package org.flinkvectorindex.operators.scatter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.byIds;
import static org.flinkvectorindex.operators.Samples.nearest;
import static org.flinkvectorindex.operators.Samples.words;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.operators.admit.AdmittedQuery;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;

class ScatterQueriesTest {
  private final Catalog catalog = words(4, Order.LOG);

  @Test
  void neighboursAreAskedOfEveryShardOnce() {
    List<ShardQuery> asked = scatter(nearest(1, 10, 1, 2, 3, 4));
    assertThat(asked).extracting(ShardQuery::shard).containsExactly(0, 1, 2, 3);
    assertThat(asked).extracting(ShardQuery::key).isEqualTo(catalog.get("words").keys().keys());
    assertThat(asked).extracting(ShardQuery::ef).containsOnly(40);
  }

  @Test
  void effortIsTheCollectionsHoweverMuchIsAskedFor() {
    assertThat(scatter(nearest(1, 100, 1, 2, 3, 4))).extracting(ShardQuery::ef).containsOnly(40);
  }

  @Test
  void idsAreAskedOfTheirShardsOnly() {
    String[] ids = {"king", "queen", "a", "b", "c"};
    int found = 0;
    for (ShardQuery part : scatter(byIds(1, ids))) {
      for (String id : ((Query.Target.ByIds) part.query().target()).ids()) {
        assertThat(catalog.get("words").keys().shardOf(id)).isEqualTo(part.shard());
        found++;
      }
    }
    assertThat(found).isEqualTo(ids.length);
  }

  private List<ShardQuery> scatter(Query query) {
    List<ShardQuery> asked = new ArrayList<>();
    new ScatterQueries(catalog)
        .flatMap(new AdmittedQuery("q", query, 4, 0), new ListCollector<>(asked));
    return asked;
  }
}
