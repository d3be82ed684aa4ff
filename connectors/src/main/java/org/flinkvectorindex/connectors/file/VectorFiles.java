package org.flinkvectorindex.connectors.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the data files of big-ann-benchmarks ({@code .fbin}, {@code .u8bin}, {@code .i8bin}, {@code
 * .ibin}) and of TEXMEX ({@code .fvecs}, {@code .ivecs}), all of them little endian and each also
 * with {@code .gz} behind. Held in memory: four bytes a component, at most 2³¹ − 9 components.
 */
public final class VectorFiles {
  private static final int FIRST_ROWS = 1024;

  private VectorFiles() {}

  /** All rows. */
  public static Vectors vectors(Path path) throws IOException {
    return vectors(path, Integer.MAX_VALUE);
  }

  /**
   * @param maxRows the rows after these are not read
   * @throws IOException naming the file, where it ends early or is none of the formats
   */
  public static Vectors vectors(Path path, int maxRows) throws IOException {
    String name = RowInput.name(path);
    String format = name.substring(name.lastIndexOf('.') + 1);
    try (RowInput in = RowInput.open(path)) {
      return switch (format) {
        case "fbin" -> headed(in, maxRows, Float.BYTES, VectorFiles::floats);
        case "u8bin" -> headed(in, maxRows, 1, VectorFiles::unsigned);
        case "i8bin" -> headed(in, maxRows, 1, VectorFiles::signed);
        case "fvecs" -> selfSized(in, maxRows);
        default -> throw in.problem("expected fbin, u8bin, i8bin or fvecs, each also with .gz");
      };
    }
  }

  /**
   * @throws IOException naming the file, where it ends early or is none of the formats
   */
  public static Neighbours neighbours(Path path) throws IOException {
    String name = RowInput.name(path);
    String format = name.substring(name.lastIndexOf('.') + 1);
    try (RowInput in = RowInput.open(path)) {
      return switch (format) {
        case "ibin" -> headedIds(in);
        case "ivecs" -> selfSizedIds(in);
        default -> throw in.problem("expected ibin or ivecs, each also with .gz");
      };
    }
  }

  /** Unpacks the bytes of one row into its place. */
  private interface Unpacking {
    void unpack(ByteBuffer bytes, float[] values, int from, int count);
  }

  private static void floats(ByteBuffer bytes, float[] values, int from, int count) {
    bytes.asFloatBuffer().get(values, from, count);
  }

  private static void unsigned(ByteBuffer bytes, float[] values, int from, int count) {
    for (int i = 0; i < count; i++) {
      values[from + i] = bytes.get() & 0xff;
    }
  }

  private static void signed(ByteBuffer bytes, float[] values, int from, int count) {
    for (int i = 0; i < count; i++) {
      values[from + i] = bytes.get();
    }
  }

  private static Vectors headed(RowInput in, int maxRows, int bytes, Unpacking unpacking)
      throws IOException {
    int count = Math.min(in.size("count", 0), maxRows);
    int dimension = in.size("dimension", 1);
    float[] values = new float[in.components(count, dimension)];
    for (int row = 0; row < count; row++) {
      ByteBuffer packed = in.bytes(Math.multiplyExact(dimension, bytes), "row " + row);
      unpacking.unpack(packed, values, row * dimension, dimension);
    }
    return new Vectors(count, dimension, values);
  }

  private static Neighbours headedIds(RowInput in) throws IOException {
    int count = in.size("count", 0);
    int k = in.size("k", 1);
    int[] ids = new int[in.components(count, k)];
    for (int row = 0; row < count; row++) {
      in.bytes(Math.multiplyExact(k, Integer.BYTES), "row " + row)
          .asIntBuffer()
          .get(ids, row * k, k);
    }
    return new Neighbours(count, k, ids);
  }

  /** Each row with its own length before it, which must be that of the first. */
  private static Vectors selfSized(RowInput in, int maxRows) throws IOException {
    Optional<Integer> first = in.sizeUnlessEnd("dimension", 1);
    if (first.isEmpty()) {
      throw in.problem("is empty");
    }
    int dimension = first.get();
    float[] values = new float[in.components(Math.min(FIRST_ROWS, maxRows), dimension)];
    int rows = 0;
    for (Optional<Integer> size = first;
        size.isPresent() && rows < maxRows;
        size = in.sizeUnlessEnd("dimension", 1)) {
      requireSame(in, rows, dimension, size.get());
      if (values.length == rows * dimension) {
        values = Arrays.copyOf(values, in.components(2 * rows, dimension));
      }
      floats(
          in.bytes(Math.multiplyExact(dimension, Float.BYTES), "row " + rows),
          values,
          rows * dimension,
          dimension);
      rows++;
    }
    return new Vectors(rows, dimension, Arrays.copyOf(values, rows * dimension));
  }

  /** The same with ids. */
  private static Neighbours selfSizedIds(RowInput in) throws IOException {
    Optional<Integer> first = in.sizeUnlessEnd("k", 1);
    if (first.isEmpty()) {
      throw in.problem("is empty");
    }
    int k = first.get();
    int[] ids = new int[in.components(FIRST_ROWS, k)];
    int rows = 0;
    for (Optional<Integer> size = first; size.isPresent(); size = in.sizeUnlessEnd("k", 1)) {
      requireSame(in, rows, k, size.get());
      if (ids.length == rows * k) {
        ids = Arrays.copyOf(ids, in.components(2 * rows, k));
      }
      in.bytes(Math.multiplyExact(k, Integer.BYTES), "row " + rows)
          .asIntBuffer()
          .get(ids, rows * k, k);
      rows++;
    }
    return new Neighbours(rows, k, Arrays.copyOf(ids, rows * k));
  }

  private static void requireSame(RowInput in, int row, int expected, int got) throws IOException {
    if (expected != got) {
      throw in.problem("row %d: expected %d columns, got %d".formatted(row, expected, got));
    }
  }
}
