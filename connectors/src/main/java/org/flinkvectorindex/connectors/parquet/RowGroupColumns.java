package org.flinkvectorindex.connectors.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.IOUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.RowGroup;

/** Some of the columns of a row group, each read by itself, value by value. */
public final class RowGroupColumns implements Closeable, PageReadStore {
  private final RowGroup group;
  private final Map<List<String>, ColumnPages> pages = new HashMap<>();
  private final ColumnReadStoreImpl readers;

  /**
   * @param wanted columns of the file's schema
   */
  public RowGroupColumns(ParquetFile file, RowGroup group, List<ColumnDescriptor> wanted)
      throws IOException {
    this.group = group;
    for (ColumnDescriptor column : wanted) {
      List<String> name = Arrays.asList(column.getPath());
      pages.put(name, new ColumnPages(file.path(), chunk(name).getMeta_data()));
    }
    readers =
        new ColumnReadStoreImpl(
            this,
            new DummyRecordConverter(file.schema()).getRootConverter(),
            file.schema(),
            file.createdBy());
  }

  private ColumnChunk chunk(List<String> name) throws IOException {
    for (ColumnChunk chunk : group.getColumns()) {
      if (chunk.isSetCrypto_metadata() || chunk.isSetFile_path() || !chunk.isSetMeta_data()) {
        throw new IOException("column %s is encrypted or in another file".formatted(name));
      }
      if (chunk.getMeta_data().getPath_in_schema().equals(name)) {
        return chunk;
      }
    }
    throw new IOException("a row group has no column %s".formatted(name));
  }

  /** At the first value; once for each column. */
  public ColumnReader reader(ColumnDescriptor column) {
    return readers.getColumnReader(column);
  }

  @Override
  public PageReader getPageReader(ColumnDescriptor column) {
    return pages.get(Arrays.asList(column.getPath()));
  }

  @Override
  public long getRowCount() {
    return group.getNum_rows();
  }

  @Override
  public void close() {
    List<ColumnPages> open = new ArrayList<>(pages.values());
    pages.clear();
    for (ColumnPages each : open) {
      IOUtils.closeQuietly(each);
    }
  }
}
