package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;

/**
 * What a shard was built for and can't change once it has state. All else of a collection may: it
 * holds from the next start.
 *
 * @param order what its vectors and tombstones are ordered by: a time says nothing about a version;
 *     empty in what versions before 3 of the shard meta wrote
 */
public record Built(int dimension, Metric metric, Optional<Order> order) {

  static Built of(CollectionSpec spec) {
    return new Built(spec.index().dimension(), spec.index().metric(), Optional.of(spec.order()));
  }

  void write(DataOutputView out) throws IOException {
    out.writeInt(dimension);
    out.writeByte(
        switch (metric) {
          case COSINE -> 1;
          case L2 -> 2;
          case IP -> 3;
        });
    Fields.writeOptional(order, Built::writeOrder, out);
  }

  private static void writeOrder(Order order, DataOutputView out) throws IOException {
    out.writeByte(
        switch (order) {
          case LOG -> 1;
          case TIME -> 2;
          case VERSION -> 3;
        });
  }

  private static Order readOrder(DataInputView in) throws IOException {
    int code = in.readByte();
    return switch (code) {
      case 1 -> Order.LOG;
      case 2 -> Order.TIME;
      case 3 -> Order.VERSION;
      default -> throw Fields.unknownCode(Order.class, code);
    };
  }

  /**
   * @param version of the shard meta that it is part of
   */
  static Built read(int version, DataInputView in) throws IOException {
    int dimension = in.readInt();
    int code = in.readByte();
    Metric metric =
        switch (code) {
          case 1 -> Metric.COSINE;
          case 2 -> Metric.L2;
          case 3 -> Metric.IP;
          default -> throw Fields.unknownCode(Metric.class, code);
        };
    return new Built(
        dimension,
        metric,
        version < 3 ? Optional.empty() : Fields.readOptional(Built::readOrder, in));
  }

  /**
   * @throws CorruptIndexException naming the key of the configuration that was changed, and the way
   *     out
   */
  static void require(CollectionSpec spec, ShardMeta meta) throws IOException {
    Built now = of(spec);
    Built built = meta.built().orElse(now);
    same(spec, "dimension", built.dimension, now.dimension);
    same(spec, "metric", built.metric, now.metric);
    same(spec, "order", built.order.orElse(spec.order()), spec.order());
  }

  private static void same(CollectionSpec spec, String key, Object was, Object is)
      throws CorruptIndexException {
    if (!was.equals(is)) {
      throw new CorruptIndexException(
          "%s of collection %s is %s, and its state was written with %s, which is fixed. %s"
              .formatted(key, spec.name(), is, was, wayOut(was)));
    }
  }

  /** What a user can do. */
  static String wayOut(Object was) {
    return ("Set it back to %s; or give the collection another name, and fill that from the start of"
            + " the stream while the old one goes on")
        .formatted(was);
  }
}
