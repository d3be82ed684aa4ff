package org.flinkvectorindex.connectors.history;

import com.google.protobuf.ByteString;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.flinkvectorindex.connectors.parquet.ParquetFile;
import org.flinkvectorindex.connectors.parquet.RowGroupColumns;
import org.flinkvectorindex.connectors.protobuf.v1.Records;

/** The rows of one row group, each as the message that a topic would hold of it. */
final class ChangeRows implements Closeable {
  private static final int GUESS = 128;

  private final RowGroupColumns columns;
  private final Map<String, ColumnReader> readers = new HashMap<>();
  private float[] components = new float[GUESS];

  ChangeRows(ParquetFile file, RowGroup group, ChangeColumns wanted) throws IOException {
    columns = new RowGroupColumns(file, group, List.copyOf(wanted.byField().values()));
    wanted.byField().forEach((field, column) -> readers.put(field, columns.reader(column)));
  }

  /**
   * The next row; there must be one. What it does not have is not set, but for {@code op}: a row
   * that has none is an upsert.
   */
  Records.Mutation.Builder next() {
    Records.Mutation.Builder change =
        Records.Mutation.newBuilder().setOp(Records.Mutation.Op.UPSERT);
    text("op").ifPresent(op -> change.setOp(op(op)));
    text("collection").ifPresent(change::setCollectionBytes);
    text("id").ifPresent(change::setIdBytes);
    vector().ifPresent(change::setVectorBytes);
    text("attributes").ifPresent(change::setAttributesBytes);
    number("ts").ifPresent(change::setTs);
    number("version").ifPresent(change::setVersion);
    number("ttl_ms").ifPresent(change::setTtlMs);
    return change;
  }

  private static Records.Mutation.Op op(ByteString text) {
    return switch (text.toStringUtf8()) {
      case "upsert" -> Records.Mutation.Op.UPSERT;
      case "delete" -> Records.Mutation.Op.DELETE;
      default -> Records.Mutation.Op.OP_UNSPECIFIED;
    };
  }

  private Optional<ByteString> text(String field) {
    ColumnReader reader = readers.get(field);
    if (reader == null) {
      return Optional.empty();
    }
    Optional<ByteString> text =
        present(reader) ? Optional.of(text(reader)) : Optional.<ByteString>empty();
    reader.consume();
    return text;
  }

  private static ByteString text(ColumnReader reader) {
    return type(reader).getPrimitiveTypeName() == PrimitiveTypeName.BINARY
        ? ByteString.copyFrom(reader.getBinary().toByteBuffer())
        : ByteString.copyFromUtf8(Long.toString(integer(reader)));
  }

  private Optional<Long> number(String field) {
    ColumnReader reader = readers.get(field);
    if (reader == null) {
      return Optional.empty();
    }
    Optional<Long> number =
        present(reader) ? Optional.of(millis(reader, integer(reader))) : Optional.<Long>empty();
    reader.consume();
    return number;
  }

  private static long integer(ColumnReader reader) {
    return type(reader).getPrimitiveTypeName() == PrimitiveTypeName.INT32
        ? reader.getInteger()
        : reader.getLong();
  }

  /** Of a column of timestamps; what is no timestamp is as it is. */
  private static long millis(ColumnReader reader, long value) {
    if (type(reader).getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation time) {
      return switch (time.getUnit()) {
        case MILLIS -> value;
        case MICROS -> Math.floorDiv(value, 1_000L);
        case NANOS -> Math.floorDiv(value, 1_000_000L);
      };
    }
    return value;
  }

  /**
   * Little-endian float32. A component that is null is not a number, which no vector may have;
   * empty where there is no list at all.
   */
  private Optional<ByteString> vector() {
    ColumnReader reader = readers.get("vector");
    ColumnDescriptor column = reader.getDescriptor();
    int full = column.getMaxDefinitionLevel();
    int inList = listLevel(column);
    boolean there = reader.getCurrentDefinitionLevel() >= inList - 1;
    int size = 0;
    do {
      if (reader.getCurrentDefinitionLevel() >= inList) {
        if (size == components.length) {
          components = Arrays.copyOf(components, 2 * size);
        }
        components[size++] =
            reader.getCurrentDefinitionLevel() == full ? component(reader) : Float.NaN;
      }
      reader.consume();
    } while (reader.getCurrentRepetitionLevel() > 0);
    if (!there) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(components, 0, size);
    return Optional.of(ByteString.copyFrom(bytes));
  }

  /** The definition level from which on a value is in the list: components may be optional. */
  private static int listLevel(ColumnDescriptor column) {
    boolean optional = column.getPrimitiveType().isRepetition(Repetition.OPTIONAL);
    return column.getMaxDefinitionLevel() - (optional ? 1 : 0);
  }

  private static float component(ColumnReader reader) {
    return type(reader).getPrimitiveTypeName() == PrimitiveTypeName.FLOAT
        ? reader.getFloat()
        : (float) reader.getDouble();
  }

  private static boolean present(ColumnReader reader) {
    return reader.getCurrentDefinitionLevel() == reader.getDescriptor().getMaxDefinitionLevel();
  }

  private static PrimitiveType type(ColumnReader reader) {
    return reader.getDescriptor().getPrimitiveType();
  }

  @Override
  public void close() {
    columns.close();
  }
}
