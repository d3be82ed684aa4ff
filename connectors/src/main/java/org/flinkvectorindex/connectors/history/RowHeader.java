package org.flinkvectorindex.connectors.history;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a {@code .fbin} begins with: how many rows of how many float32. */
record RowHeader(int count, int dimension) {
  static final int BYTES = 2 * Integer.BYTES;

  static RowHeader read(InputStream in, String path) throws IOException {
    byte[] bytes = in.readNBytes(BYTES);
    if (bytes.length < BYTES) {
      throw new IOException(path + ": ends within its header");
    }
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int count = header.getInt();
    int dimension = header.getInt();
    if (count < 0 || dimension < 1 || dimension > Integer.MAX_VALUE / Float.BYTES) {
      throw new IOException(
          "%s: is no .fbin, its header says %d rows of %d".formatted(path, count, dimension));
    }
    return new RowHeader(count, dimension);
  }

  int rowBytes() {
    return dimension * Float.BYTES;
  }

  long fileBytes() {
    return BYTES + (long) count * rowBytes();
  }
}
