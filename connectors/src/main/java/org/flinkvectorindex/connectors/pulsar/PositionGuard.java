package org.flinkvectorindex.connectors.pulsar;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.annotation.Nullable;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.pulsar.source.split.PulsarPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.apache.pulsar.client.impl.MessageIdImpl;

/**
 * A reader that takes up a partition after the very message that its state names.
 *
 * <p>Producers write several messages as one entry. The connector goes on with the entry after the
 * one of that message (FLINK-36180). So it is handed a position one entry earlier, reads the whole
 * entry again, and {@link Positions} drops what was given before. The same drops what a broker
 * delivers again to a consumer that comes back: everything since the last completed checkpoint.
 *
 * <p>The connector also forgets a position until a message has moved it. The next checkpoint after
 * a restore then has none, and a second restore would go on from wherever the subscription stands.
 * Here the position stays in state. Where a partition never had a message, state says that it began
 * at the earliest, if it did; else the subscription counts.
 */
final class PositionGuard<T> implements SourceReader<T, PulsarPartitionSplit> {
  private final SourceReader<T, PulsarPartitionSplit> reader;
  private final Positions positions;
  private final boolean fromEarliest;

  PositionGuard(
      SourceReader<T, PulsarPartitionSplit> reader, Positions positions, boolean fromEarliest) {
    this.reader = reader;
    this.positions = positions;
    this.fromEarliest = fromEarliest;
  }

  @Override
  public void addSplits(List<PulsarPartitionSplit> splits) {
    reader.addSplits(splits.stream().map(this::resumed).toList());
  }

  private PulsarPartitionSplit resumed(PulsarPartitionSplit split) {
    MessageId last = split.getLatestConsumedId();
    if (last == null) {
      return split;
    }
    if (last.equals(MessageId.earliest)) {
      return at(split, MessageId.earliest); // The connector knows it by identity.
    }
    positions.resume(split.getPartition().getFullTopicName(), last);
    return at(split, entryBefore((MessageIdAdv) last));
  }

  @Override
  public List<PulsarPartitionSplit> snapshotState(long checkpoint) {
    return reader.snapshotState(checkpoint).stream()
        .map(split -> at(split, position(split)))
        .toList();
  }

  @Nullable
  private MessageId position(PulsarPartitionSplit split) {
    return positions
        .of(split.getPartition().getFullTopicName())
        .orElse(fromEarliest ? MessageId.earliest : null);
  }

  private static PulsarPartitionSplit at(PulsarPartitionSplit split, @Nullable MessageId position) {
    return new PulsarPartitionSplit(
        split.getPartition(), split.getStopCursor(), position, split.getUncommittedTransactionId());
  }

  /** The connector adds one to the entry, and brokers go to the next one that is there. */
  private static MessageId entryBefore(MessageIdAdv id) {
    MessageIdAdv first = id.getFirstChunkMessageId() == null ? id : id.getFirstChunkMessageId();
    return new MessageIdImpl(
        first.getLedgerId(), first.getEntryId() - 1, first.getPartitionIndex());
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    return reader.pollNext(output);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return reader.isAvailable();
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
  public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
    reader.pauseOrResumeSplits(pause, resume);
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
  public void close() throws Exception {
    reader.close();
  }
}
