package org.flinkvectorindex.operators.shard;

import java.util.Collection;
import java.util.List;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.contrib.streaming.state.ConfigurableRocksDBOptionsFactory;
import org.apache.flink.contrib.streaming.state.RocksDBConfigurableOptions;
import org.apache.flink.contrib.streaming.state.RocksDBOptionsFactory;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionOptionsUniversal;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.Priority;

/**
 * How RocksDB keeps shards.
 *
 * <p>Changes strike all over a shard, so every file that a checkpoint flushes spans all keys: level
 * compaction rewrites, and the next checkpoint uploads, all that such a file overlaps, which is
 * everything. Universal compaction merges whole files of like size instead. Merging only from
 * {@link #RUNS} on, it rewrites what a checkpoint flushed once in some checkpoints, the more of
 * them the less changes ({@link #BUFFER}), and all of the state when about as much has changed as
 * there is. The price is that a read may have to look into four dozen files: Bloom filters keep it
 * from all but the one that has the key, and a restore reads them all in order anyway.
 */
public final class ShardStorage implements ConfigurableRocksDBOptionsFactory {
  private static final long serialVersionUID = 1L;

  /** Sorted runs that may lie side by side before some are merged. */
  private static final int RUNS = 48;

  private static final double BITS_PER_KEY = 10;

  /**
   * Threads of the process that flush. A barrier reaches all operators at nearly the same time, and
   * those that have a RocksDB wait for its flush, most of it for the disk: with one thread for all,
   * which RocksDB has of itself, a few kilobytes of windows wait for the shards' megabytes.
   */
  static final int FLUSHING = 4;

  /**
   * Bytes of a state that RocksDB collects before it writes them beside the records. What it still
   * has in memory when a barrier comes is written while no record is processed, so it is to be
   * little: with RocksDB's usual 64 MB that is all that changed since the last checkpoint. Changes
   * of a quiet shard fit, and are one file a checkpoint as ever.
   */
  static final long BUFFER = 1 << 20;

  /** Of those, how many may wait for a slow disk before a record has to. */
  static final int BUFFERS = 8;

  private boolean compressionIsGiven;
  private boolean styleIsGiven;
  private boolean bufferIsGiven;

  /** Compression, a style of compaction and a size of buffers that the cluster was given stand. */
  @Override
  public RocksDBOptionsFactory configure(ReadableConfig cluster) {
    compressionIsGiven =
        cluster.getOptional(RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL).isPresent();
    bufferIsGiven = cluster.getOptional(RocksDBConfigurableOptions.WRITE_BUFFER_SIZE).isPresent();
    styleIsGiven = cluster.getOptional(RocksDBConfigurableOptions.COMPACTION_STYLE).isPresent();
    return this;
  }

  /**
   * A checkpoint flushes the half dozen states of a shard, nearly all of it vectors, while no
   * record is processed. One by one, each of them would wait for the disk three times: for its
   * file, for the folder and for the manifest. Together they wait for folder and manifest once.
   */
  @Override
  public DBOptions createDBOptions(DBOptions current, Collection<AutoCloseable> toClose) {
    Env.getDefault().incBackgroundThreadsIfNeeded(FLUSHING, Priority.HIGH);
    return current.setAtomicFlush(true);
  }

  @Override
  public ColumnFamilyOptions createColumnOptions(
      ColumnFamilyOptions current, Collection<AutoCloseable> toClose) {
    BloomFilter filter = new BloomFilter(BITS_PER_KEY, false);
    toClose.add(filter);
    BlockBasedTableConfig table =
        current.tableFormatConfig() instanceof BlockBasedTableConfig given
            ? given
            : new BlockBasedTableConfig();
    current.setTableFormatConfig(table.setFilterPolicy(filter));
    // Flushing atomically, without a log of its own, RocksDB is only safe with one.
    current.setMinWriteBufferNumberToMerge(1);
    if (!bufferIsGiven) {
      current.setWriteBufferSize(BUFFER).setMaxWriteBufferNumber(BUFFERS);
    }
    if (!compressionIsGiven) {
      // What is flushed at a barrier is waited for, and most of it are vectors, which don't shrink.
      current.setCompressionPerLevel(
          List.of(CompressionType.NO_COMPRESSION, CompressionType.SNAPPY_COMPRESSION));
    }
    if (styleIsGiven) {
      return current;
    }
    CompactionOptionsUniversal universal = new CompactionOptionsUniversal();
    toClose.add(universal);
    return current
        .setCompactionStyle(CompactionStyle.UNIVERSAL)
        .setCompactionOptionsUniversal(universal)
        .setLevel0FileNumCompactionTrigger(RUNS)
        // More files than the trigger are no reason to stall writes, small as they are: while much
        // is merged, history may bring hundreds.
        .setLevel0SlowdownWritesTrigger(20 * RUNS)
        .setLevel0StopWritesTrigger(30 * RUNS);
  }
}
