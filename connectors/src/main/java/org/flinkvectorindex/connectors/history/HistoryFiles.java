package org.flinkvectorindex.connectors.history;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipException;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.enumerate.NonSplittingRecursiveEnumerator;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.flinkvectorindex.connectors.parquet.ParquetFile;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** History from files: what is in them, before anything is read, and the source that reads them. */
public final class HistoryFiles {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryFiles.class);

  /** Of a file of lines, to tell how long they are. */
  private static final int LOOKED_AT = 1 << 18;

  private HistoryFiles() {}

  /**
   * @param longest bytes of a record that is let in
   */
  public static Source<Decoded<Mutation>, ?, ?> source(
      FileInput input, HistoryDecoders decoders, int longest) {
    return FileSource.forBulkFileFormat(
            new HistoryFormat(input, decoders, longest),
            input.paths().stream().map(Path::new).toArray(Path[]::new))
        // Its default passes over names that begin with a dot or an underscore.
        .setFileEnumerator(() -> new NonSplittingRecursiveEnumerator(path -> true))
        .build();
  }

  /**
   * How many records there are, about; 0 where that can't be told from the beginning of a file.
   *
   * @param dimension that rows must have; empty where there is none to compare with
   * @throws IOException saying which file is not there or not what its name says, and why
   */
  public static long look(FileInput input, OptionalInt dimension) throws IOException {
    return records(input, dimension, false);
  }

  /**
   * The same from the beginnings of files, however long they are, and from no others' than those
   * that are still there: for where the job may have read them long ago. Whoever has not finds out
   * by reading.
   *
   * @return 0 also where one is packed, or not there
   * @throws IOException saying which file is not what its name says, and why
   */
  public static long glance(FileInput input, OptionalInt dimension) throws IOException {
    return records(input, dimension, true);
  }

  private static long records(FileInput input, OptionalInt dimension, boolean again)
      throws IOException {
    long records = 0;
    boolean known = true;
    for (String written : input.paths()) {
      Path path = new Path(written);
      if (again && !isReady(path)) {
        known = false;
        continue;
      }
      FileStatus status = status(path);
      String ids = again ? null : input.ids().get(written);
      long of =
          switch (FileInput.form(written).orElseThrow()) {
            case ROWS -> rows(path, unpacked(path, status), ids, dimension);
            case LINES -> lines(path, status.getLen());
            case PARQUET -> parquet(path, input.collection());
            case PACKED_LINES -> packed(path);
          };
      known &= of > 0 || empty(written, status);
      records += of;
    }
    return known ? records : 0;
  }

  /** Whether it is there, and need not be unpacked to see what it is. */
  private static boolean isReady(Path path) throws IOException {
    boolean there = path.getFileSystem().exists(path);
    if (!there) {
      LOG.warn("{} is not there: a job that has not read it yet will fail.", path);
    }
    return there && !FileInput.packed(path.getPath());
  }

  /** Nothing of a file of lines may mean that its lines are too long to tell. */
  private static boolean empty(String written, FileStatus status) {
    return FileInput.form(written).equals(Optional.of(FileInput.Form.PARQUET))
        || status.getLen() == 0;
  }

  private static FileStatus status(Path path) throws IOException {
    FileStatus status;
    try {
      status = path.getFileSystem().getFileStatus(path);
    } catch (IOException e) {
      throw new IOException(path + " can't be read: " + e.getMessage(), e);
    }
    if (status.isDir()) {
      throw new IOException(path + " is a folder, files are wanted");
    }
    return status;
  }

  private static long rows(Path path, long length, String ids, OptionalInt dimension)
      throws IOException {
    RowHeader header;
    try (InputStream in = HistoryFormat.stream(path)) {
      header = RowHeader.read(in, path.toString());
    }
    if (header.fileBytes() != length) {
      throw new IOException(
          "%s has %d bytes, %d rows of %d are %d"
              .formatted(path, length, header.count(), header.dimension(), header.fileBytes()));
    }
    if (dimension.isPresent() && header.dimension() != dimension.getAsInt()) {
      throw new IOException(
          "%s has rows of %d, the collection's dimension is %d"
              .formatted(path, header.dimension(), dimension.getAsInt()));
    }
    if (ids != null) {
      long lines = count(new Path(ids));
      if (lines != header.count()) {
        throw new IOException(
            "%s has %d ids, %s has %d rows".formatted(ids, lines, path, header.count()));
      }
    }
    return header.count();
  }

  private static long unpacked(Path path, FileStatus status) throws IOException {
    if (!FileInput.packed(path.getPath())) {
      return status.getLen();
    }
    try (InputStream in = HistoryFormat.stream(path)) {
      return in.transferTo(OutputStream.nullOutputStream());
    } catch (ZipException | EOFException e) {
      throw notWhole(path, e);
    }
  }

  private static IOException notWhole(Path path, IOException e) {
    return new IOException("%s is no whole gzip file: %s".formatted(path, e.getMessage()), e);
  }

  private static long parquet(Path path, String collection) throws IOException {
    ParquetFile file = ParquetFile.open(path);
    if (ChangeColumns.of(file).of("collection").isEmpty() && collection.isEmpty()) {
      throw new IOException(
          path + " has no column collection, and backfill.collection does not say it");
    }
    return file.rows();
  }

  /**
   * Unpacked to its end: one that ends early would end the job there, and again after a restart.
   */
  private static long packed(Path path) throws IOException {
    try {
      return count(path);
    } catch (ZipException | EOFException e) {
      throw notWhole(path, e);
    }
  }

  private static long count(Path ids) throws IOException {
    status(ids);
    long count = 0;
    try (LineRecords lines =
        new LineRecords(HistoryFormat.stream(ids), ids.toString(), 0, LOOKED_AT)) {
      for (Optional<?> line = lines.next(); line.isPresent(); line = lines.next()) {
        count++;
      }
    }
    return count;
  }

  /** As many as there would be if all were as long as the first ones. */
  private static long lines(Path path, long length) throws IOException {
    try (InputStream in = path.getFileSystem().open(path)) {
      byte[] head = in.readNBytes(LOOKED_AT);
      int ends = 0;
      int last = 0;
      for (int i = 0; i < head.length; i++) {
        if (head[i] == '\n') {
          ends++;
          last = i + 1;
        }
      }
      if (head.length == length) {
        return ends + (last < head.length ? 1 : 0);
      }
      return ends == 0 ? 0 : Math.round(length * (double) ends / last);
    }
  }
}
