package org.flinkvectorindex.connectors.parquet;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/**
 * The pages of one column in one row group, one after the other: a row group may be larger than the
 * heap, a page is about a megabyte.
 */
final class ColumnPages implements PageReader, Closeable {
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final ColumnMetaData column;
  private final Codec codec;
  private PageHeader next;
  private long values;

  ColumnPages(Path path, ColumnMetaData column) throws IOException {
    this.column = column;
    this.codec = Codec.of(column.getCodec());
    FSDataInputStream file = path.getFileSystem().open(path);
    file.seek(start(column));
    this.in = new BufferedInputStream(file, BUFFER);
  }

  /** Some writers say 0 where there is no dictionary. */
  private static long start(ColumnMetaData column) {
    long dictionary = column.isSetDictionary_page_offset() ? column.getDictionary_page_offset() : 0;
    return dictionary > 0
        ? Math.min(dictionary, column.getData_page_offset())
        : column.getData_page_offset();
  }

  @Override
  public long getTotalValueCount() {
    return column.getNum_values();
  }

  /** The first page, or null where the column has no dictionary, as Parquet's readers expect. */
  @Override
  public DictionaryPage readDictionaryPage() {
    try {
      if (column.getNum_values() == 0 || header().getType() != PageType.DICTIONARY_PAGE) {
        return null;
      }
      PageHeader header = taken();
      return new DictionaryPage(
          BytesInput.from(unpacked(header, page(header))),
          header.getDictionary_page_header().getNum_values(),
          encoding(header.getDictionary_page_header().getEncoding()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Null at the end. */
  @Override
  public DataPage readPage() {
    try {
      while (values < column.getNum_values()) {
        PageHeader header = header();
        next = null;
        if (header.getType() == PageType.DATA_PAGE) {
          return first(header, header.getData_page_header());
        }
        if (header.getType() == PageType.DATA_PAGE_V2) {
          return second(header, header.getData_page_header_v2());
        }
        in.skipNBytes(header.getCompressed_page_size());
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DataPage first(PageHeader header, DataPageHeader page) throws IOException {
    values += page.getNum_values();
    return new DataPageV1(
        BytesInput.from(unpacked(header, page(header))),
        page.getNum_values(),
        header.getUncompressed_page_size(),
        null,
        encoding(page.getRepetition_level_encoding()),
        encoding(page.getDefinition_level_encoding()),
        encoding(page.getEncoding()));
  }

  /** Its levels are not packed, its values may be. */
  private DataPage second(PageHeader header, DataPageHeaderV2 page) throws IOException {
    values += page.getNum_values();
    int levels = page.getRepetition_levels_byte_length() + page.getDefinition_levels_byte_length();
    int repetition = page.getRepetition_levels_byte_length();
    byte[] whole = page(header);
    if (repetition < 0 || repetition > levels || levels > whole.length) {
      throw new IOException("a page of %d bytes with levels of %d".formatted(whole.length, levels));
    }
    byte[] data = Arrays.copyOfRange(whole, levels, whole.length);
    boolean packed = !page.isSetIs_compressed() || page.isIs_compressed();
    return DataPageV2.uncompressed(
        page.getNum_rows(),
        page.getNum_nulls(),
        page.getNum_values(),
        BytesInput.from(whole, 0, repetition),
        BytesInput.from(whole, repetition, levels - repetition),
        encoding(page.getEncoding()),
        BytesInput.from(
            packed && data.length > 0
                ? exactly(header.getUncompressed_page_size() - levels, data)
                : data),
        null);
  }

  private PageHeader header() throws IOException {
    if (next == null) {
      next = Util.readPageHeader(in);
      if (next.getUncompressed_page_size() < 0
          || next.getUncompressed_page_size() > column.getTotal_uncompressed_size()) {
        throw new IOException(
            "a page of %d bytes in a column of %d"
                .formatted(next.getUncompressed_page_size(), column.getTotal_uncompressed_size()));
      }
    }
    return next;
  }

  private PageHeader taken() throws IOException {
    PageHeader header = header();
    next = null;
    return header;
  }

  private byte[] unpacked(PageHeader header, byte[] packed) throws IOException {
    return exactly(header.getUncompressed_page_size(), packed);
  }

  private byte[] exactly(int size, byte[] packed) throws IOException {
    byte[] unpacked = codec.unpacked(packed, size);
    if (unpacked.length != size) {
      throw new IOException("a page has %d bytes, not %d".formatted(unpacked.length, size));
    }
    return unpacked;
  }

  /** As it is in the file, which is compared with its checksum where the writer made one. */
  private byte[] page(PageHeader header) throws IOException {
    int count = header.getCompressed_page_size();
    if (count < 0 || count > column.getTotal_compressed_size()) {
      throw new IOException(
          "a page of %d bytes in a column of %d"
              .formatted(count, column.getTotal_compressed_size()));
    }
    byte[] page = in.readNBytes(count);
    if (page.length < count) {
      throw new EOFException("the file ends within a page");
    }
    if (header.isSetCrc()) {
      CRC32 crc = new CRC32();
      crc.update(page);
      if ((int) crc.getValue() != header.getCrc()) {
        throw new IOException("a page differs from its checksum");
      }
    }
    return page;
  }

  private static Encoding encoding(org.apache.parquet.format.Encoding named) {
    return Encoding.valueOf(named.name());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
