package org.flinkvectorindex.operators.collection;

import java.io.Serializable;
import java.time.Duration;
import org.flinkvectorindex.index.IndexSpec;

/**
 * What a collection is built for.
 *
 * @param name as in records: {@code [a-z0-9_-]{1,64}}
 * @param shards fixed for ever, 1 to the job's max parallelism
 * @param ef search effort of queries that ask for none of their own
 * @param tombstoneRetention how much event time a delete is remembered for
 */
public record CollectionSpec(
    String name, int shards, Order order, IndexSpec index, int ef, Duration tombstoneRetention)
    implements Serializable {

  public CollectionSpec {
    require(name.matches("[a-z0-9_-]{1,64}"), "name", name, "1 to 64 of a-z, 0-9, _ and -");
    require(shards >= 1, "shards", shards, "1 to the job's max parallelism");
    require(ef >= 0, "ef", ef, "0 or more");
    require(
        !tombstoneRetention.isNegative(), "tombstone.retention", tombstoneRetention, "0 or more");
  }

  private static void require(boolean ok, String field, Object value, String allowed) {
    if (!ok) {
      throw new IllegalArgumentException(field + " is " + value + ", allowed: " + allowed);
    }
  }
}
