package org.flinkvectorindex.connectors.source;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * A reader that gives no more than so many records a second, evenly: what it did not give while
 * nothing was asked of it is not made up for, but for {@link #BURST_NANOS}. It never blocks, so
 * barriers pass.
 *
 * <p>Flink's own {@code RateLimitedSourceReader} keeps source events from the reader within, by
 * which a {@code HybridSource} goes on to its next source, and completed checkpoints too.
 */
final class PacedReader<T, S extends SourceSplit> implements SourceReader<T, S> {
  /** So that a fast reader wakes up some records at a time and not for each. */
  static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final SourceReader<T, S> reader;
  private final long nanosARecord;
  private final LongSupplier nanos;
  private long due;

  /**
   * @param perSecond records, above 0
   * @param nanos a clock that never goes back
   */
  PacedReader(SourceReader<T, S> reader, double perSecond, LongSupplier nanos) {
    this.reader = reader;
    this.nanosARecord = Math.max(1, Math.round(TimeUnit.SECONDS.toNanos(1) / perSecond));
    this.nanos = nanos;
    this.due = nanos.getAsLong();
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    long now = nanos.getAsLong();
    if (now < due - BURST_NANOS) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    InputStatus status = reader.pollNext(output);
    if (status != InputStatus.MORE_AVAILABLE) {
      return status;
    }
    due = Math.max(due, now) + nanosARecord;
    return now < due - BURST_NANOS ? InputStatus.NOTHING_AVAILABLE : status;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    long now = nanos.getAsLong();
    return now < due - BURST_NANOS
        ? new CompletableFuture<Void>().completeOnTimeout(null, due - now, TimeUnit.NANOSECONDS)
        : reader.isAvailable();
  }

  @Override
  public List<S> snapshotState(long checkpoint) {
    return reader.snapshotState(checkpoint);
  }

  @Override
  public void addSplits(List<S> splits) {
    reader.addSplits(splits);
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    reader.notifyCheckpointComplete(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    reader.notifyCheckpointAborted(checkpoint);
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
    reader.pauseOrResumeSplits(pause, resume);
  }

  @Override
  public void close() throws Exception {
    reader.close();
  }
}
