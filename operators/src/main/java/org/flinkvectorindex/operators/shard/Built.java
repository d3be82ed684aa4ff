package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/**
 * What a shard was built for and can't change once it has state. All else of a collection may: it
 * holds from the next start.
 */
public record Built(int dimension, Metric metric) {

  static Built of(CollectionSpec spec) {
    return new Built(spec.index().dimension(), spec.index().metric());
  }

  void write(DataOutputView out) throws IOException {
    out.writeInt(dimension);
    out.writeByte(
        switch (metric) {
          case COSINE -> 1;
          case L2 -> 2;
          case IP -> 3;
        });
  }

  static Built read(DataInputView in) throws IOException {
    int dimension = in.readInt();
    int code = in.readByte();
    Metric metric =
        switch (code) {
          case 1 -> Metric.COSINE;
          case 2 -> Metric.L2;
          case 3 -> Metric.IP;
          default -> throw Fields.unknownCode(Metric.class, code);
        };
    return new Built(dimension, metric);
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
