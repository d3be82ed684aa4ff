package org.flinkvectorindex.operators.admit;

import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Origin;

/** Where a record stands among others: its origin as order key, and as the key of a query. */
public final class Place {
  private Place() {}

  /** The value, with where the record was read as tie-break. */
  public static OrderKey order(long value, Origin origin) {
    return new OrderKey(
        value, origin.source(), origin.partition(), origin.position(), origin.part());
  }

  /** One key a record, however often the id of its query was used before. */
  static String key(Origin origin) {
    String entry =
        "%s/%s/%d/%d"
            .formatted(origin.system(), origin.source(), origin.partition(), origin.position());
    return origin.part() == 0 ? entry : entry + "/" + origin.part();
  }
}
