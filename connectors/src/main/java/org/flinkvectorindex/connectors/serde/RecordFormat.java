package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How a record is laid out in bytes, between subtasks and in state. Each record begins with a
 * version byte, so a savepoint of any released version can be read for ever. Stateless;
 * implementations are enums with one constant, so that they are equal by name across class loaders.
 *
 * @param <T> an immutable record
 */
public interface RecordFormat<T> extends Serializable {

  Class<T> type();

  /** The version that {@link #write} writes, 1 to 126. */
  int version();

  /** Without the version byte. */
  void write(T record, DataOutputView out) throws IOException;

  /**
   * @param version what the record was written with, 1 to {@link #version()}
   */
  T read(int version, DataInputView in) throws IOException;

  /** The version byte, then the record: how a record stands in a stream or in another record. */
  default void writeVersioned(T record, DataOutputView out) throws IOException {
    out.writeByte(version());
    write(record, out);
  }

  /** What {@link #writeVersioned} wrote, in this release or an older one. */
  default T readVersioned(DataInputView in) throws IOException {
    return readAfterVersion(in.readByte(), in);
  }

  /** The same, of which the version byte was read. */
  default T readAfterVersion(int version, DataInputView in) throws IOException {
    if (version < 1 || version > version()) {
      throw new IOException(
          "%s has version %d, this release reads 1 to %d"
              .formatted(type().getSimpleName(), version, version()));
    }
    return read(version, in);
  }
}
