package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Flink's view of a {@link RecordFormat}. Records are immutable, so nothing is ever copied.
 *
 * <p>What stays in state is written {@link #checked}: 127, where the version of others is, then the
 * length and the bytes of the record, its version first, and their CRC-32C. A savepoint in Flink's
 * own format has no checksums, and a byte that turned over would be another record. Either kind of
 * serializer reads what both write, so that state from before is read for ever.
 */
public final class RecordSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private static final byte CHECKED = Byte.MAX_VALUE;

  private final RecordFormat<T> format;
  private final boolean checked;

  /** Without checksums: on the way between stages, and where state is looked up by these bytes. */
  public RecordSerializer(RecordFormat<T> format) {
    this(format, false);
  }

  private RecordSerializer(RecordFormat<T> format, boolean checked) {
    this.format = Objects.requireNonNull(format);
    this.checked = checked;
  }

  /**
   * For what stays in state, in place of one without checksums if need be: the type is the same.
   */
  public static <T> RecordSerializer<T> checked(RecordFormat<T> format) {
    return new RecordSerializer<>(format, true);
  }

  @Override
  public void serialize(T record, DataOutputView out) throws IOException {
    if (!checked) {
      format.writeVersioned(record, out);
    } else if (out instanceof DataOutputSerializer memory) {
      writeChecked(record, memory);
    } else {
      DataOutputSerializer memory = new DataOutputSerializer(256);
      writeChecked(record, memory);
      out.write(memory.getSharedBuffer(), 0, memory.length());
    }
  }

  private void writeChecked(T record, DataOutputSerializer out) throws IOException {
    out.writeByte(CHECKED);
    out.writeInt(0); // The length, which is not known yet.
    int begin = out.length();
    format.writeVersioned(record, out);
    int length = out.length() - begin;
    out.writeIntUnsafe(length, begin - Integer.BYTES);
    out.writeInt(Checksum.of(out.getSharedBuffer(), begin, length));
  }

  /**
   * @throws IOException naming the type and both checksums, where a byte is not what was written
   */
  @Override
  public T deserialize(DataInputView in) throws IOException {
    byte first = in.readByte();
    if (first != CHECKED) {
      return format.readAfterVersion(first, in);
    }
    byte[] bytes = Fields.readBytes(in);
    int is = Checksum.of(bytes, 0, bytes.length);
    Checksum.require(format.type().getSimpleName(), in.readInt(), is);
    return format.readVersioned(new DataInputDeserializer(bytes));
  }

  @Override
  public T deserialize(T reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  public T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new Snapshot<>(format, checked);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordSerializer<?> that
        && format.equals(that.format)
        && checked == that.checked;
  }

  @Override
  public int hashCode() {
    return format.hashCode();
  }

  /** Names the format; the version is with each record. */
  public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {
    private RecordFormat<T> format;

    /**
     * Not written, since each record says it; but savepoints of what is on the heap are written by
     * a serializer that is made from this.
     */
    private boolean checked;

    /** For Flink, which calls {@link #readSnapshot} next. */
    public Snapshot() {}

    Snapshot(RecordFormat<T> format, boolean checked) {
      this.format = format;
      this.checked = checked;
    }

    @Override
    public int getCurrentVersion() {
      return 1;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
      out.writeUTF(((Enum<?>) format).getDeclaringClass().getName());
      out.writeUTF(((Enum<?>) format).name());
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader classes)
        throws IOException {
      String type = in.readUTF();
      String name = in.readUTF();
      format = constant(type, name, classes);
    }

    @SuppressWarnings("unchecked")
    private static <T> RecordFormat<T> constant(String type, String name, ClassLoader classes)
        throws IOException {
      try {
        for (Object each : Class.forName(type, true, classes).getEnumConstants()) {
          if (((Enum<?>) each).name().equals(name)) {
            return (RecordFormat<T>) each;
          }
        }
      } catch (ClassNotFoundException e) {
        throw new IOException("the record format " + type + " is unknown to this release", e);
      }
      throw new IOException(
          "the record format " + type + "." + name + " is unknown to this release");
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
      return new RecordSerializer<>(format, checked);
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
        TypeSerializerSnapshot<T> old) {
      return old instanceof Snapshot<T> that && that.format.equals(format)
          ? TypeSerializerSchemaCompatibility.compatibleAsIs()
          : TypeSerializerSchemaCompatibility.incompatible();
    }
  }
}
