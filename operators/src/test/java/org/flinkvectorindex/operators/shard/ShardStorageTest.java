package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.contrib.streaming.state.RocksDBConfigurableOptions;
import org.apache.flink.util.IOUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.Priority;
import org.rocksdb.RocksDB;

final class ShardStorageTest {
  static {
    RocksDB.loadLibrary();
  }

  private final List<AutoCloseable> toClose = new ArrayList<>();

  @AfterEach
  void close() {
    IOUtils.closeAllQuietly(toClose);
  }

  @Test
  void operatorsFlushBesideEachOther() {
    assertThat(database(new ShardStorage()).atomicFlush()).isTrue();
    assertThat(Env.getDefault().getBackgroundThreads(Priority.HIGH))
        .isGreaterThanOrEqualTo(ShardStorage.FLUSHING);
  }

  @Test
  void memtablesAreNeverMergedBeforeAFlushWhateverTheClusterSays() {
    ColumnFamilyOptions given = kept(new ColumnFamilyOptions()).setMinWriteBufferNumberToMerge(2);

    assertThat(new ShardStorage().createColumnOptions(given, toClose))
        .returns(1, ColumnFamilyOptions::minWriteBufferNumberToMerge)
        .returns(CompactionStyle.UNIVERSAL, ColumnFamilyOptions::compactionStyle);
  }

  @Test
  void aStyleOfCompactionThatTheClusterWasGivenStands() {
    Configuration cluster = new Configuration();
    cluster.set(RocksDBConfigurableOptions.COMPACTION_STYLE, CompactionStyle.FIFO);
    ColumnFamilyOptions given =
        kept(new ColumnFamilyOptions()).setCompactionStyle(CompactionStyle.FIFO);

    assertThat(configured(cluster).createColumnOptions(given, toClose).compactionStyle())
        .isEqualTo(CompactionStyle.FIFO);
  }

  @Test
  void littleIsInMemoryWhenABarrierComes() {
    ColumnFamilyOptions given = kept(new ColumnFamilyOptions()).setWriteBufferSize(64 << 20);

    assertThat(configured(new Configuration()).createColumnOptions(given, toClose))
        .returns(ShardStorage.BUFFER, ColumnFamilyOptions::writeBufferSize)
        .returns(ShardStorage.BUFFERS, ColumnFamilyOptions::maxWriteBufferNumber);
  }

  @Test
  void aSizeOfBuffersThatTheClusterWasGivenStands() {
    Configuration cluster = new Configuration();
    cluster.set(RocksDBConfigurableOptions.WRITE_BUFFER_SIZE, MemorySize.ofMebiBytes(16));
    ColumnFamilyOptions given = kept(new ColumnFamilyOptions()).setWriteBufferSize(16 << 20);

    assertThat(configured(cluster).createColumnOptions(given, toClose).writeBufferSize())
        .isEqualTo(16 << 20);
  }

  @Test
  void whatABarrierWaitsForIsNotCompressed() {
    ColumnFamilyOptions given =
        kept(new ColumnFamilyOptions())
            .setCompressionPerLevel(List.of(CompressionType.SNAPPY_COMPRESSION));

    assertThat(
            configured(new Configuration())
                .createColumnOptions(given, toClose)
                .compressionPerLevel())
        .containsExactly(CompressionType.NO_COMPRESSION, CompressionType.SNAPPY_COMPRESSION);
  }

  @Test
  void aCompressionThatTheClusterWasGivenStands() {
    List<CompressionType> zstd = List.of(CompressionType.ZSTD_COMPRESSION);
    Configuration cluster = new Configuration();
    cluster.set(RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL, zstd);
    ColumnFamilyOptions given = kept(new ColumnFamilyOptions()).setCompressionPerLevel(zstd);

    assertThat(configured(cluster).createColumnOptions(given, toClose).compressionPerLevel())
        .isEqualTo(zstd);
  }

  private static ShardStorage configured(Configuration cluster) {
    return (ShardStorage) new ShardStorage().configure(cluster);
  }

  private DBOptions database(ShardStorage storage) {
    return storage.createDBOptions(kept(new DBOptions()), toClose);
  }

  private <T extends AutoCloseable> T kept(T options) {
    toClose.add(options);
    return options;
  }
}
