package org.flinkvectorindex.operators.shard;

import java.util.Collection;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.contrib.streaming.state.ConfigurableRocksDBOptionsFactory;
import org.apache.flink.contrib.streaming.state.RocksDBConfigurableOptions;
import org.apache.flink.contrib.streaming.state.RocksDBOptionsFactory;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionOptionsUniversal;
import org.rocksdb.CompactionStyle;
import org.rocksdb.DBOptions;

/**
 * How RocksDB keeps shards. Changes strike all over a shard, so every file that a checkpoint
 * flushes spans all keys: level compaction would rewrite, and a checkpoint upload, everything that
 * it overlaps, again and again. Universal compaction merges files of like size and rewrites a
 * change a few times in all.
 */
public final class ShardStorage implements ConfigurableRocksDBOptionsFactory {
  private static final long serialVersionUID = 1L;

  private boolean styleIsGiven;

  /** A style of compaction that the cluster was given stands. */
  @Override
  public RocksDBOptionsFactory configure(ReadableConfig cluster) {
    styleIsGiven = cluster.getOptional(RocksDBConfigurableOptions.COMPACTION_STYLE).isPresent();
    return this;
  }

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> toClose) {
    return current;
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> toClose) {
    if (styleIsGiven) {
      return current;
    }
    CompactionOptionsUniversal universal = new CompactionOptionsUniversal();
    toClose.add(universal);
    return current
        .setCompactionStyle(CompactionStyle.UNIVERSAL)
        .setCompactionOptionsUniversal(universal);
  }
}
