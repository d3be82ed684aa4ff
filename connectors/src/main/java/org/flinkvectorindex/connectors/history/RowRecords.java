package org.flinkvectorindex.connectors.history;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.fs.FSDataInputStream;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;

/**
 * A record a row of a {@code .fbin}, counted from 0: the key is the id of the row's line in the
 * file of ids, or without such a file the row's number. A row without an id, and what there is of
 * one that the file ends within, are records that nobody lets in.
 */
final class RowRecords implements FileRecords {
  private final InputStream file;
  private final InputStream in;
  private final String path;
  private final Optional<LineRecords> ids;
  private final long ts;
  private final RowHeader header;
  private long row;

  RowRecords(InputStream file, String path, Optional<LineRecords> ids, long ts) throws IOException {
    this.file = file;
    this.path = path;
    this.ids = ids;
    this.ts = ts;
    this.header = RowHeader.read(file, path);
    this.in = new BufferedInputStream(file, 1 << 16);
  }

  /** Before anything is read. */
  @Override
  public void skip(long records) throws IOException {
    row = Math.min(header.count(), row + records);
    if (file instanceof FSDataInputStream found) {
      found.seek(RowHeader.BYTES + row * header.rowBytes());
    } else {
      in.skipNBytes(row * header.rowBytes());
    }
    if (ids.isPresent()) {
      ids.get().skip(records);
    }
  }

  @Override
  public Optional<RawRecord> next() throws IOException {
    if (row == header.count()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[header.rowBytes()];
    int read = in.readNBytes(bytes, 0, bytes.length);
    long number = row++;
    if (read < bytes.length) {
      row = header.count();
      return Optional.of(record(number, Optional.empty(), Arrays.copyOf(bytes, read)));
    }
    return Optional.of(record(number, id(number), bytes));
  }

  private Optional<byte[]> id(long number) throws IOException {
    return ids.isPresent()
        ? ids.get().next().flatMap(RawRecord::value).map(RowRecords::stripped)
        : Optional.of(Long.toString(number).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] stripped(byte[] line) {
    boolean carriage = line.length > 0 && line[line.length - 1] == '\r';
    return carriage ? Arrays.copyOf(line, line.length - 1) : line;
  }

  private RawRecord record(long number, Optional<byte[]> id, byte[] bytes) {
    return new RawRecord(id, Optional.of(bytes), Map.of(), ts, new Origin.File(path, number));
  }

  @Override
  public void close() throws IOException {
    in.close();
    if (ids.isPresent()) {
      ids.get().close();
    }
  }
}
