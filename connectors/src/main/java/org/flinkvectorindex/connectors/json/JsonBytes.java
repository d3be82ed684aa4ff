package org.flinkvectorindex.connectors.json;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** One JSON value as bytes. */
final class JsonBytes {
  private JsonBytes() {}

  /** Writes one value. */
  @FunctionalInterface
  interface Writer {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] of(Writer writer) {
    return atMost(Integer.MAX_VALUE, writer).orElseThrow();
  }

  /** Empty where the value has more bytes; writing ends there. */
  static Optional<byte[]> atMost(int maxBytes, Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = StrictJson.generator(new Bounded(bytes, maxBytes))) {
      writer.write(json);
    } catch (Overflow e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory", e);
    }
    return Optional.of(bytes.toByteArray());
  }

  private static final class Bounded extends OutputStream {
    private final ByteArrayOutputStream bytes;
    private final int maxBytes;

    Bounded(ByteArrayOutputStream bytes, int maxBytes) {
      this.bytes = bytes;
      this.maxBytes = maxBytes;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] many, int from, int length) throws IOException {
      if (length > maxBytes - bytes.size()) {
        throw new Overflow();
      }
      bytes.write(many, from, length);
    }
  }

  private static final class Overflow extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
