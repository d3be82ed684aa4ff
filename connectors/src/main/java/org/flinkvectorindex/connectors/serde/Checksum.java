package org.flinkvectorindex.connectors.serde;

import java.io.IOException;
import java.util.zip.CRC32C;

/** CRC-32C (RFC 3720) behind what is kept: Flink has none in canonical savepoints. */
public final class Checksum {
  private Checksum() {}

  public static int of(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return (int) sum.getValue();
  }

  /**
   * @param what was written
   * @throws IOException naming it and both checksums, where a byte is not what was written
   */
  public static void require(String what, int written, int read) throws IOException {
    if (written != read) {
      throw new IOException(
          "%s was written with checksum %08x and read with %08x".formatted(what, written, read));
    }
  }
}
