package org.flinkvectorindex.connectors.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;

/**
 * A record a line, counted from 1; blank lines are none. Of a line that is longer than records may
 * be one byte more than allowed is kept, so that it is refused for its length and not for its end.
 */
final class LineRecords implements FileRecords {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final String path;
  private final long ts;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] record = {};
  private int at;
  private int filled;
  private long number;

  /**
   * @param ts of every record, milliseconds since the epoch
   * @param longest bytes of a record that is let in
   */
  LineRecords(InputStream in, String path, long ts, int longest) {
    this.in = in;
    this.path = path;
    this.ts = ts;
    this.longest = longest;
  }

  @Override
  public void skip(long records) throws IOException {
    for (long i = 0; i < records && readLine(); i++) {}
  }

  @Override
  public Optional<RawRecord> next() throws IOException {
    return readLine()
        ? Optional.of(
            new RawRecord(
                Optional.empty(), Optional.of(record), Map.of(), ts, new Origin.File(path, number)))
        : Optional.empty();
  }

  /** The next that is not blank. */
  private boolean readLine() throws IOException {
    while (readAnyLine()) {
      record = line.toByteArray();
      if (!blank(record)) {
        return true;
      }
    }
    return false;
  }

  private static boolean blank(byte[] line) {
    for (byte each : line) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }

  private boolean readAnyLine() throws IOException {
    line.reset();
    boolean any = false;
    while (true) {
      if (at == filled) {
        filled = in.read(buffer);
        at = 0;
        if (filled <= 0) {
          filled = 0;
          number += any ? 1 : 0;
          return any;
        }
      }
      any = true;
      int end = at;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      line.write(buffer, at, Math.min(end - at, longest + 1 - line.size()));
      boolean ended = end < filled;
      at = ended ? end + 1 : end;
      if (ended) {
        number++;
        return true;
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
