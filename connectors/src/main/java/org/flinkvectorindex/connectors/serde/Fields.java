package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How the fields of records are laid out: an int length before what varies, one byte before what
 * may be absent, floats as little-endian bytes in one piece.
 */
public final class Fields {
  /** Memory is not taken for more that is said to follow than as much again as there was. */
  private static final int PIECE = 1 << 20;

  private Fields() {}

  /** Writes one value. */
  @FunctionalInterface
  public interface Writer<T> {
    void write(T value, DataOutputView out) throws IOException;
  }

  /** Reads one value. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(DataInputView in) throws IOException;
  }

  /** UTF-8, without the 64 KB limit of {@code writeUTF}. */
  public static void writeString(String value, DataOutputView out) throws IOException {
    writeBytes(value.getBytes(StandardCharsets.UTF_8), out);
  }

  public static String readString(DataInputView in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  public static void writeBytes(byte[] value, DataOutputView out) throws IOException {
    out.writeInt(value.length);
    out.write(value);
  }

  public static byte[] readBytes(DataInputView in) throws IOException {
    int length = readLength(in, 1);
    byte[] value = new byte[Math.min(length, PIECE)];
    in.readFully(value);
    for (int read = value.length; read < length; read = value.length) {
      value = Arrays.copyOf(value, (int) Math.min(length, 2L * read));
      in.readFully(value, read, value.length - read);
    }
    return value;
  }

  public static void writeFloats(float[] value, DataOutputView out) throws IOException {
    out.writeInt(value.length);
    out.write(littleEndian(value));
  }

  public static float[] readFloats(DataInputView in) throws IOException {
    byte[] bytes = new byte[Math.multiplyExact(readLength(in, Float.BYTES), Float.BYTES)];
    in.readFully(bytes);
    return floats(bytes);
  }

  /** Four bytes a component. */
  public static byte[] littleEndian(float[] value) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(value.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(value);
    return bytes.array();
  }

  /** The inverse of {@link #littleEndian}; a rest of less than four bytes is left out. */
  public static float[] floats(byte[] littleEndian) {
    float[] value = new float[littleEndian.length / Float.BYTES];
    ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(value);
    return value;
  }

  public static <T> void writeOptional(Optional<T> value, Writer<T> writer, DataOutputView out)
      throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      writer.write(value.get(), out);
    }
  }

  public static <T> Optional<T> readOptional(Reader<T> reader, DataInputView in)
      throws IOException {
    return in.readBoolean() ? Optional.of(reader.read(in)) : Optional.empty();
  }

  public static void writeOptional(OptionalLong value, DataOutputView out) throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      out.writeLong(value.getAsLong());
    }
  }

  public static OptionalLong readOptionalLong(DataInputView in) throws IOException {
    return in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
  }

  public static void writeOptional(OptionalInt value, DataOutputView out) throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      out.writeInt(value.getAsInt());
    }
  }

  public static OptionalInt readOptionalInt(DataInputView in) throws IOException {
    return in.readBoolean() ? OptionalInt.of(in.readInt()) : OptionalInt.empty();
  }

  /** To the millisecond, as all durations of the contracts are. */
  public static void writeMillis(Duration value, DataOutputView out) throws IOException {
    out.writeLong(value.toMillis());
  }

  public static Duration readMillis(DataInputView in) throws IOException {
    return Duration.ofMillis(in.readLong());
  }

  public static <T> void writeList(List<T> values, Writer<T> writer, DataOutputView out)
      throws IOException {
    out.writeInt(values.size());
    for (T value : values) {
      writer.write(value, out);
    }
  }

  public static <T> List<T> readList(Reader<T> reader, DataInputView in) throws IOException {
    int size = readLength(in, 1);
    List<T> values = new ArrayList<>(Math.min(size, 1024));
    for (int i = 0; i < size; i++) {
      values.add(reader.read(in));
    }
    return values;
  }

  /** In the map's own order, which is read back. */
  public static void writeStrings(Map<String, String> values, DataOutputView out)
      throws IOException {
    out.writeInt(values.size());
    for (Map.Entry<String, String> each : values.entrySet()) {
      writeString(each.getKey(), out);
      writeString(each.getValue(), out);
    }
  }

  public static Map<String, String> readStrings(DataInputView in) throws IOException {
    int size = readLength(in, 1);
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      values.put(readString(in), readString(in));
    }
    return values;
  }

  /** A code that no release has written: the bytes are not what they should be. */
  public static IOException unknownCode(Class<?> type, int code) {
    return new IOException("%s has no code %d".formatted(type.getSimpleName(), code));
  }

  /**
   * A length that can't be is told, rather than memory taken for it.
   *
   * @param each bytes that follow for each, at least
   */
  private static int readLength(DataInputView in, int each) throws IOException {
    int length = in.readInt();
    int left = in instanceof DataInputDeserializer memory ? memory.available() : Integer.MAX_VALUE;
    if (length < 0 || (long) length * each > left) {
      throw new IOException(
          "a length of %d was read where %d bytes are left".formatted(length, left));
    }
    return length;
  }
}
