package org.flinkvectorindex.benchmarks.state;

import java.util.Collection;
import org.apache.flink.contrib.streaming.state.RocksDBOptionsFactory;
import org.flinkvectorindex.operators.shard.ShardStorage;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/** The job's settings of RocksDB, with its own count of the bytes that are put. */
final class CountedStorage implements RocksDBOptionsFactory {
  private static final long serialVersionUID = 1L;

  private final RocksDBOptionsFactory settings;
  private transient Statistics statistics;

  CountedStorage(boolean defaults) {
    settings = defaults ? new FlinkDefaults() : new ShardStorage();
  }

  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> toClose) {
    statistics = new Statistics();
    toClose.add(statistics);
    return settings.createDBOptions(current, toClose).setStatistics(statistics);
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> toClose) {
    return settings.createColumnOptions(current, toClose);
  }

  /** Keys and values of all puts and deletes since the start, as RocksDB counts them. */
  long putBytes() {
    return statistics.getTickerCount(TickerType.BYTES_WRITTEN);
  }

  /** What RocksDB does when nobody says anything. */
  private static final class FlinkDefaults implements RocksDBOptionsFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> toClose) {
      return current;
    }

    @Override
    public ColumnFamilyOptions createColumnOptions(
        ColumnFamilyOptions current, Collection<AutoCloseable> toClose) {
      return current;
    }
  }
}
