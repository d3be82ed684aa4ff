package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.flinkvectorindex.connectors.serde.Fields;

/**
 * A hash over what a shard holds: the sum, in both halves, of murmur3 (128 bit) over (id, order,
 * ts, attributes, vector) of each live vector. A sum does not know the order of its terms, and a
 * term can be taken away again, so it is kept up with each change and equals that of any other run
 * over the same records. It finds faults; it doesn't resist an adversary.
 */
public record ContentHash(long high, long low) {

  /** Of nothing. */
  public static final ContentHash EMPTY = new ContentHash(0, 0);

  /** Of one vector. */
  public static ContentHash of(VectorRecord record) {
    DataOutputSerializer out = new DataOutputSerializer(128 + 4 * record.vector().length);
    try {
      Fields.writeString(record.id(), out);
      out.writeLong(record.order().value());
      Fields.writeString(record.order().source(), out);
      out.writeInt(record.order().partition());
      out.writeLong(record.order().position());
      out.writeInt(record.order().part());
      out.writeLong(record.ts());
      Fields.writeOptional(record.attributes(), Fields::writeString, out);
      Fields.writeFloats(record.vector(), out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    long[] hash = MurmurHash3.hash128x64(out.getSharedBuffer(), 0, out.length(), 0);
    return new ContentHash(hash[1], hash[0]);
  }

  public ContentHash plus(ContentHash other) {
    return new ContentHash(high + other.high, low + other.low);
  }

  public ContentHash minus(ContentHash other) {
    return new ContentHash(high - other.high, low - other.low);
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return "%016x%016x".formatted(high, low);
  }
}
