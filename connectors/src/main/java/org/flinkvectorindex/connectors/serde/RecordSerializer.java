package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Flink's view of a {@link RecordFormat}. Records are immutable, so nothing is ever copied. */
public final class RecordSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final RecordFormat<T> format;

  public RecordSerializer(RecordFormat<T> format) {
    this.format = Objects.requireNonNull(format);
  }

  @Override
  public void serialize(T record, DataOutputView out) throws IOException {
    format.writeVersioned(record, out);
  }

  @Override
  public T deserialize(DataInputView in) throws IOException {
    return format.readVersioned(in);
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
    return new Snapshot<>(format);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordSerializer<?> that && format.equals(that.format);
  }

  @Override
  public int hashCode() {
    return format.hashCode();
  }

  /** Names the format; the version is with each record. */
  public static final class Snapshot<T> implements TypeSerializerSnapshot<T> {
    private RecordFormat<T> format;

    /** For Flink, which calls {@link #readSnapshot} next. */
    public Snapshot() {}

    Snapshot(RecordFormat<T> format) {
      this.format = format;
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
      return new RecordSerializer<>(format);
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
