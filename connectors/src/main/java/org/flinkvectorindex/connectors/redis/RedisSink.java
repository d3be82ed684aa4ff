package org.flinkvectorindex.connectors.redis;

import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.sink.AsyncSinkBase;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The serving cache: writes vectors, deletes and results to Redis, asynchronously, in batches, each
 * entry by a script that never goes back in order. A Redis that is away is waited for: what is in
 * flight is sent again with growing pauses, then the stream is held back; what was not written is
 * in the checkpoint. A Redis that refuses (wrong password, a key of another type) fails the task.
 */
public final class RedisSink extends AsyncSinkBase<CacheEntry, CacheEntry> {
  private static final long serialVersionUID = 1L;

  /** Of one entry: an answer is at most 1 MB, a vector of 65,536 dimensions 256 KB. */
  static final long MAX_ENTRY_BYTES = 4L * 1024 * 1024;

  private static final long MAX_BATCH_BYTES = 8L * 1024 * 1024;

  private final RedisOptions options;

  public RedisSink(RedisOptions options) {
    super(
        (entry, context) -> entry,
        options.batching().maxBatch(),
        options.batching().maxInFlight(),
        options.batching().maxBuffered(),
        MAX_BATCH_BYTES,
        options.batching().maxWait().toMillis(),
        MAX_ENTRY_BYTES);
    this.options = options;
  }

  @Override
  public RedisWriter createWriter(WriterInitContext context) {
    return restoreWriter(context, List.of());
  }

  @Override
  public RedisWriter restoreWriter(
      WriterInitContext context, Collection<BufferedRequestState<CacheEntry>> buffered) {
    return new RedisWriter(getElementConverter(), context, configuration(), options, buffered);
  }

  /** Of Flink before 1.20, which this release doesn't run on. */
  @Override
  @Deprecated
  public SinkWriter<CacheEntry> createWriter(InitContext context) {
    throw new UnsupportedOperationException("Flink 1.20 passes a WriterInitContext");
  }

  @Override
  public SimpleVersionedSerializer<BufferedRequestState<CacheEntry>> getWriterStateSerializer() {
    return new BufferedEntries(options.keyspace().generation());
  }

  private AsyncSinkWriterConfiguration configuration() {
    return AsyncSinkWriterConfiguration.builder()
        .setMaxBatchSize(getMaxBatchSize())
        .setMaxBatchSizeInBytes(getMaxBatchSizeInBytes())
        .setMaxInFlightRequests(getMaxInFlightRequests())
        .setMaxBufferedRequests(getMaxBufferedRequests())
        .setMaxTimeInBufferMS(getMaxTimeInBufferMS())
        .setMaxRecordSizeInBytes(getMaxRecordSizeInBytes())
        .build();
  }
}
