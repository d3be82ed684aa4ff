package org.flinkvectorindex.connectors.file;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Little-endian numbers from a file, unpacked where its name ends with {@code .gz}. */
final class RowInput implements AutoCloseable {
  private final Path path;
  private final InputStream in;

  private RowInput(Path path, InputStream in) {
    this.path = path;
    this.in = in;
  }

  static RowInput open(Path path) throws IOException {
    InputStream file = Files.newInputStream(path);
    try {
      InputStream unpacked = gzipped(path) ? new GZIPInputStream(file, 1 << 16) : file;
      return new RowInput(path, new BufferedInputStream(unpacked, 1 << 16));
    } catch (IOException e) {
      file.close();
      throw new IOException("%s: is not gzip".formatted(path), e);
    }
  }

  /** Without {@code .gz}. */
  static String name(Path path) {
    String name = path.getFileName().toString();
    return gzipped(path) ? name.substring(0, name.length() - ".gz".length()) : name;
  }

  private static boolean gzipped(Path path) {
    return path.getFileName().toString().endsWith(".gz");
  }

  /** A number of rows or columns. */
  int size(String what, int least) throws IOException {
    return checked(what, least, bytes(Integer.BYTES, what).getInt());
  }

  /** The same, or empty at the end of the file. */
  Optional<Integer> sizeUnlessEnd(String what, int least) throws IOException {
    byte[] bytes = in.readNBytes(Integer.BYTES);
    if (bytes.length == 0) {
      return Optional.empty();
    }
    if (bytes.length < Integer.BYTES) {
      throw endsEarly(what);
    }
    return Optional.of(
        checked(what, least, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt()));
  }

  ByteBuffer bytes(int count, String what) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw endsEarly(what);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many components there are, which must fit in one array. */
  int components(int rows, int columns) throws IOException {
    long product = (long) rows * columns;
    if (product > Integer.MAX_VALUE - 8) {
      throw new IOException(
          "%s: %d rows of %d don't fit in memory, read fewer".formatted(path, rows, columns));
    }
    return (int) product;
  }

  IOException problem(String message) {
    return new IOException("%s: %s".formatted(path, message));
  }

  private int checked(String what, int least, int size) throws IOException {
    if (size < least) {
      throw problem("expected a %s of at least %d, got %d".formatted(what, least, size));
    }
    return size;
  }

  private EOFException endsEarly(String what) {
    return new EOFException("%s: ends within %s".formatted(path, what));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
