package org.flinkvectorindex.operators.gather;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Query.Include;
import org.flinkvectorindex.connectors.record.Query.Target;
import org.flinkvectorindex.connectors.serde.Fields;

/**
 * Names a question in the serving cache: murmur3 (128 bit) over collection, target, k, ef and what
 * to include, so equal questions have one name whoever asks them. The name is API: cached results
 * are found by it.
 */
final class QuestionHash {
  private static final int NEAREST = 1;
  private static final int BY_IDS = 2;

  private QuestionHash() {}

  /** 32 hexadecimal digits. */
  static String of(Query query) {
    DataOutputSerializer out = new DataOutputSerializer(512);
    try {
      Fields.writeString(query.collection(), out);
      if (query.target() instanceof Target.Nearest nearest) {
        out.writeByte(NEAREST);
        Fields.writeFloats(nearest.vector(), out);
      } else if (query.target() instanceof Target.ByIds byIds) {
        out.writeByte(BY_IDS);
        Fields.writeList(byIds.ids(), Fields::writeString, out);
      }
      out.writeInt(query.k());
      Fields.writeOptional(query.ef(), out);
      out.writeBoolean(query.include().contains(Include.ATTRIBUTES));
      out.writeBoolean(query.include().contains(Include.VECTOR));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    long[] hash = MurmurHash3.hash128x64(out.getSharedBuffer(), 0, out.length(), 0);
    return "%016x%016x".formatted(hash[1], hash[0]);
  }
}
