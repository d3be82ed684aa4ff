package org.flinkvectorindex.connectors.history;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.core.fs.Path;
import org.flinkvectorindex.connectors.codec.MutationDecoder;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.serde.DecodedMutationFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;

/**
 * Reads files of history, each by the end of its name. The position in a file is the number of
 * records that were read of it: rows are found at once by it, those of Parquet within their row
 * group by reading, lines by counting.
 */
final class HistoryFormat implements BulkFormat<Decoded<Mutation>, FileSourceSplit> {
  private static final long serialVersionUID = 1L;
  private static final int BATCH = 128;

  private final FileInput input;
  private final HistoryDecoders decoders;
  private final int longest;

  HistoryFormat(FileInput input, HistoryDecoders decoders, int longest) {
    this.input = input;
    this.decoders = decoders;
    this.longest = longest;
  }

  @Override
  public Reader<Decoded<Mutation>> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return open(split.path(), 0);
  }

  @Override
  public Reader<Decoded<Mutation>> restoreReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return open(
        split.path(),
        split
            .getReaderPosition()
            .map(position -> position.getOffset() + position.getRecordsAfterOffset())
            .orElse(0L));
  }

  private Reader<Decoded<Mutation>> open(Path path, long read) throws IOException {
    FileInput.Form form = FileInput.form(path.getPath()).orElseThrow();
    FileRecords records =
        switch (form) {
          case LINES, PACKED_LINES -> lines(path);
          case PARQUET -> new ParquetRecords(path, input);
          case ROWS -> rows(path);
        };
    Batches batches = new Batches(records, decoders.of(form), FileInput.name(path), read);
    batches.skip();
    return batches;
  }

  private FileRecords lines(Path path) throws IOException {
    return new LineRecords(stream(path), FileInput.name(path), input.ts(), longest);
  }

  private FileRecords rows(Path path) throws IOException {
    Optional<String> ids = input.idsOf(path);
    return new RowRecords(
        stream(path),
        FileInput.name(path),
        ids.isEmpty() ? Optional.empty() : Optional.of(idLines(new Path(ids.get()))),
        input.ts());
  }

  private LineRecords idLines(Path path) throws IOException {
    return new LineRecords(stream(path), FileInput.name(path), input.ts(), longest);
  }

  /** Unpacked, where the name says that it is packed. */
  static InputStream stream(Path path) throws IOException {
    InputStream file = path.getFileSystem().open(path);
    return FileInput.packed(path.getPath()) ? new GZIPInputStream(file, 1 << 16) : file;
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public TypeInformation<Decoded<Mutation>> getProducedType() {
    return new RecordTypeInfo<>(DecodedMutationFormat.INSTANCE);
  }

  private static final class Batches implements Reader<Decoded<Mutation>> {
    private final FileRecords records;
    private final MutationDecoder decoder;
    private final String path;
    private long read;

    Batches(FileRecords records, MutationDecoder decoder, String path, long read) {
      this.records = records;
      this.decoder = decoder;
      this.path = path;
      this.read = read;
    }

    /** To where it was. */
    void skip() throws IOException {
      try {
        records.skip(read);
      } catch (EOFException | ZipException e) {
        throw cut("before record " + read + ", up to which it had been read", e);
      }
    }

    @Override
    @SuppressWarnings("unchecked") // an array has no type arguments
    public RecordIterator<Decoded<Mutation>> readBatch() throws IOException {
      List<Decoded<Mutation>> batch = new ArrayList<>(BATCH);
      Optional<RawRecord> next = Optional.empty();
      try {
        while (batch.size() < BATCH && (next = records.next()).isPresent()) {
          batch.add(decoder.decode(next.get()));
        }
      } catch (EOFException | ZipException e) {
        throw cut("after record " + (read + batch.size()), e);
      }
      if (batch.isEmpty()) {
        return null; // the end, to Flink
      }
      ArrayResultIterator<Decoded<Mutation>> iterator = new ArrayResultIterator<>();
      iterator.set(batch.toArray(new Decoded[0]), batch.size(), read, 0);
      read += batch.size();
      return iterator;
    }

    /** It was whole when the job was submitted, and nobody knows what was there. */
    private IOException cut(String where, IOException cause) {
      return new IOException(
          "%s is damaged or was cut %s (%s): with the file as it was, history goes on from there"
              .formatted(path, where, cause.getMessage()),
          cause);
    }

    @Override
    public void close() throws IOException {
      records.close();
    }
  }
}
