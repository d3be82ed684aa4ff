package org.flinkvectorindex.connectors.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.pulsar.source.enumerator.cursor.StopCursor;
import org.apache.flink.connector.pulsar.source.enumerator.topic.TopicPartition;
import org.apache.flink.connector.pulsar.source.split.PulsarPartitionSplit;
import org.apache.flink.connector.pulsar.source.split.PulsarPartitionSplitSerializer;
import org.apache.flink.core.io.InputStatus;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.impl.BatchMessageIdImpl;
import org.apache.pulsar.client.impl.MessageIdImpl;
import org.junit.jupiter.api.Test;

class PositionGuardTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 2);

  private final Forgetful reader = new Forgetful();

  @Test
  void theReaderGoesBackOneEntryAndStateKeepsTheMessage() throws Exception {
    MessageId last = new BatchMessageIdImpl(5, 7, 2, 3, 100, null);
    PositionGuard<String> guard = guard(false);

    guard.addSplits(List.of(restored(last)));

    assertThat(reader.given.get(0).getLatestConsumedId()).isEqualTo(new MessageIdImpl(5, 6, 2));
    assertThat(guard.snapshotState(1).get(0).getLatestConsumedId()).isEqualTo(last);
    assertThat(guard.snapshotState(2).get(0).getLatestConsumedId()).isEqualTo(last);
  }

  @Test
  void aPartitionWithoutMessagesIsReadFromTheEarliestAgain() throws Exception {
    PositionGuard<String> first = guard(true);
    first.addSplits(List.of(new PulsarPartitionSplit(PARTITION, StopCursor.never())));
    MessageId kept = first.snapshotState(1).get(0).getLatestConsumedId();

    guard(true).addSplits(List.of(restored(kept)));

    assertThat(reader.given.get(1).getLatestConsumedId())
        .as("known by identity")
        .isSameAs(MessageId.earliest);
  }

  @Test
  void whereItBeganElsewhereTheSubscriptionCounts() throws Exception {
    PositionGuard<String> guard = guard(false);
    guard.addSplits(List.of(new PulsarPartitionSplit(PARTITION, StopCursor.never())));

    assertThat(guard.snapshotState(1).get(0).getLatestConsumedId()).isNull();
  }

  private PositionGuard<String> guard(boolean fromEarliest) {
    return new PositionGuard<>(reader, new Positions(), fromEarliest);
  }

  /** As it comes out of a checkpoint. */
  private static PulsarPartitionSplit restored(MessageId last) throws Exception {
    PulsarPartitionSplitSerializer serializer = PulsarPartitionSplitSerializer.INSTANCE;
    return serializer.deserialize(
        serializer.getVersion(),
        serializer.serialize(new PulsarPartitionSplit(PARTITION, StopCursor.never(), last, null)));
  }

  /** As the connector's reader is before the first message after a restore. */
  private static final class Forgetful implements SourceReader<String, PulsarPartitionSplit> {
    private final List<PulsarPartitionSplit> given = new ArrayList<>();

    @Override
    public void addSplits(List<PulsarPartitionSplit> splits) {
      given.addAll(splits);
    }

    @Override
    public List<PulsarPartitionSplit> snapshotState(long checkpoint) {
      return given.stream()
          .map(split -> new PulsarPartitionSplit(split.getPartition(), split.getStopCursor()))
          .toList();
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<String> output) {
      return InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
  }
}
