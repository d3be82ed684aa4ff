package org.flinkvectorindex.operators.collection;

import java.io.Serializable;
import java.time.Duration;
import java.util.OptionalLong;
import org.flinkvectorindex.index.IndexSpec;

/**
 * What a collection is built for.
 *
 * @param name as in records: {@code [a-z0-9_-]{1,64}}
 * @param shards fixed for ever, 1 to the job's max parallelism
 * @param ef search effort of queries that ask for none of their own
 * @param tombstoneRetention how much event time a delete is remembered for, or {@link #FOREVER}
 * @param retention how much event time a vector is kept for, or {@link #FOREVER}
 */
public record CollectionSpec(
    String name,
    int shards,
    Order order,
    IndexSpec index,
    int ef,
    Duration tombstoneRetention,
    Duration retention)
    implements Serializable {

  /** Until it is deleted; a delete, until the id is put again. */
  public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

  /** Vectors are kept until they are deleted. */
  public CollectionSpec(
      String name, int shards, Order order, IndexSpec index, int ef, Duration tombstoneRetention) {
    this(name, shards, order, index, ef, tombstoneRetention, FOREVER);
  }

  public CollectionSpec {
    require(name.matches("[a-z0-9_-]{1,64}"), "name", name, "1 to 64 of a-z, 0-9, _ and -");
    require(shards >= 1, "shards", shards, "1 to the job's max parallelism");
    require(ef >= 0, "ef", ef, "0 or more");
    require(
        !tombstoneRetention.isNegative(), "tombstone.retention", tombstoneRetention, "0 or more");
  }

  /** How many milliseconds of event time a vector is kept for; empty for ever. */
  public OptionalLong kept() {
    return retention.equals(FOREVER) ? OptionalLong.empty() : OptionalLong.of(retention.toMillis());
  }

  /** The same, whose deletes are remembered until the id is put again. */
  CollectionSpec rememberingDeletes() {
    return new CollectionSpec(name, shards, order, index, ef, FOREVER, retention);
  }

  private static void require(boolean ok, String field, Object value, String allowed) {
    if (!ok) {
      throw new IllegalArgumentException(field + " is " + value + ", allowed: " + allowed);
    }
  }
}
