package org.flinkvectorindex.connectors.record;

import java.util.Comparator;

/**
 * Where a change stands among all changes of one id: the greatest wins. Total over everything that
 * one collection is fed with, so contents are a function of the set of records and not of their
 * interleaving.
 *
 * @param value the record's version or event time, or its position where the collection's order is
 *     {@code log}
 * @param source the topic or file it came from
 * @param partition the partition there
 * @param position the offset there
 * @param part the place in the batch at that offset, 0 where a position holds one record
 */
public record OrderKey(long value, String source, int partition, long position, int part)
    implements Comparable<OrderKey> {
  private static final Comparator<OrderKey> ORDER =
      Comparator.comparingLong(OrderKey::value)
          .thenComparing(OrderKey::source)
          .thenComparingInt(OrderKey::partition)
          .thenComparingLong(OrderKey::position)
          .thenComparingInt(OrderKey::part);

  @Override
  public int compareTo(OrderKey other) {
    return ORDER.compare(this, other);
  }
}
