package org.flinkvectorindex.operators.admit;

import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Origin;

/** Where a record stands among others: its origin as order key, and as the key of a query. */
public final class Place {
  private Place() {}

  /** The value, with where the record was read as tie-break. */
  public static OrderKey order(long value, Origin origin) {
    return new OrderKey(value, origin.source(), partition(origin), position(origin), 0);
  }

  /** One key a record, however often the id of its query was used before. */
  static String key(Origin origin) {
    String system = origin instanceof Origin.Kafka ? "kafka" : "file";
    return "%s/%s/%d/%d".formatted(system, origin.source(), partition(origin), position(origin));
  }

  private static int partition(Origin origin) {
    return origin instanceof Origin.Kafka kafka ? kafka.partition() : 0;
  }

  /** What the order {@code log} goes by. */
  static long position(Origin origin) {
    if (origin instanceof Origin.Kafka kafka) {
      return kafka.offset();
    }
    return ((Origin.File) origin).line();
  }
}
