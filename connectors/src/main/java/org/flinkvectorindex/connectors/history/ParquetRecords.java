package org.flinkvectorindex.connectors.history;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.fs.Path;
import org.apache.parquet.format.RowGroup;
import org.flinkvectorindex.connectors.parquet.ParquetFile;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;

/**
 * A record a row of a Parquet file, counted from 0, as a message of Protobuf: so it is checked as
 * one from a topic is, and as a dead letter it can be mended and sent to one. A file that is
 * damaged fails the reader, since nobody knows what was in it.
 */
final class ParquetRecords implements FileRecords {
  private final FileInput input;
  private final ParquetFile file;
  private final ChangeColumns columns;
  private final Iterator<RowGroup> groups;
  private Optional<ChangeRows> rows = Optional.empty();
  private long left;
  private long row;

  ParquetRecords(Path path, FileInput input) throws IOException {
    this.input = input;
    file = ParquetFile.open(path);
    columns = ChangeColumns.of(file);
    groups = file.groups().iterator();
  }

  @Override
  public void skip(long records) throws IOException {
    long more = records;
    while (more > 0 && (left > 0 || groups.hasNext())) {
      if (left == 0) {
        RowGroup group = groups.next();
        if (group.getNum_rows() <= more) {
          more -= group.getNum_rows();
          row += group.getNum_rows();
          continue;
        }
        open(group);
      }
      read();
      more--;
    }
  }

  @Override
  public Optional<RawRecord> next() throws IOException {
    while (left == 0) {
      if (!groups.hasNext()) {
        return Optional.empty();
      }
      open(groups.next());
    }
    long number = row;
    Records.Mutation.Builder change = read();
    if (!change.hasCollection() && !input.collection().isEmpty()) {
      change.setCollection(input.collection());
    }
    if (!change.hasVersion()) {
      change.setVersion(input.version());
    }
    return Optional.of(
        new RawRecord(
            Optional.empty(),
            Optional.of(change.build().toByteArray()),
            Map.of(),
            input.ts(),
            new Origin.File(FileInput.name(file.path()), number)));
  }

  private void open(RowGroup group) throws IOException {
    close();
    left = group.getNum_rows();
    try {
      rows = left == 0 ? Optional.empty() : Optional.of(new ChangeRows(file, group, columns));
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  private Records.Mutation.Builder read() throws IOException {
    try {
      Records.Mutation.Builder change = rows.orElseThrow().next();
      left--;
      row++;
      return change;
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  private IOException damaged(Exception e) {
    return new IOException(
        "%s can't be read at row %d: %s".formatted(file.path(), row, e.getMessage()), e);
  }

  @Override
  public void close() {
    rows.ifPresent(ChangeRows::close);
    rows = Optional.empty();
  }
}
