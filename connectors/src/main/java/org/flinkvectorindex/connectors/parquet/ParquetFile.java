package org.flinkvectorindex.connectors.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;

/**
 * What the footer of a Parquet file says (format version 2, <a
 * href="https://github.com/apache/parquet-format">apache/parquet-format</a>). Read with Parquet's
 * own modules for its metadata, encodings and schemas over Flink's file systems. {@code
 * parquet-hadoop}, which usually stands between them, needs Hadoop, and a job's jar must not.
 *
 * @param createdBy the writer, by which Parquet's readers allow for known mistakes
 */
public record ParquetFile(Path path, MessageType schema, String createdBy, List<RowGroup> groups) {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int TAIL = Integer.BYTES + MAGIC.length;

  /**
   * @throws IOException saying what is wrong, if it is no Parquet file or can't be read
   */
  public static ParquetFile open(Path path) throws IOException {
    long length = path.getFileSystem().getFileStatus(path).getLen();
    try (FSDataInputStream in = path.getFileSystem().open(path)) {
      if (length < MAGIC.length + TAIL) {
        throw new IOException("it has %d bytes".formatted(length));
      }
      in.seek(length - TAIL);
      ByteBuffer tail = ByteBuffer.wrap(in.readNBytes(TAIL)).order(ByteOrder.LITTLE_ENDIAN);
      int footer = tail.remaining() == TAIL ? tail.getInt() : -1;
      byte[] magic = new byte[tail.remaining()];
      tail.get(magic);
      if (new String(magic, StandardCharsets.US_ASCII).equals("PARE")) {
        throw new IOException("it is encrypted");
      }
      if (!Arrays.equals(magic, MAGIC) || footer < 0 || footer > length - TAIL - MAGIC.length) {
        throw new IOException("it does not end as one");
      }
      in.seek(length - TAIL - footer);
      FileMetaData meta = Util.readFileMetaData(new ByteArrayInputStream(in.readNBytes(footer)));
      return new ParquetFile(
          path, SchemaTree.of(meta.getSchema()), meta.getCreated_by(), meta.getRow_groups());
    } catch (IOException | RuntimeException e) {
      throw new IOException("%s is no Parquet file: %s".formatted(path, e.getMessage()), e);
    }
  }

  public long rows() {
    return groups.stream().mapToLong(RowGroup::getNum_rows).sum();
  }
}
