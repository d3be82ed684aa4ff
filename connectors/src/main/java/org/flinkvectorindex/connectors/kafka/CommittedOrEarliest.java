package org.flinkvectorindex.connectors.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Begins where the group stands, and at the first record of partitions that it knows nothing of:
 * the numbers are asked for once, at the start without state. The connector's own initializer
 * leaves it to each reader, so that a partition without a record until a savepoint is saved as
 * "committed", and a job that goes back to it would begin where the group stands by then.
 */
final class CommittedOrEarliest implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever brokers) {
    Map<TopicPartition, Long> offsets = new HashMap<>(brokers.committedOffsets(partitions));
    List<TopicPartition> others = new ArrayList<>(partitions);
    others.removeAll(offsets.keySet());
    if (!others.isEmpty()) {
      offsets.putAll(brokers.beginningOffsets(others));
    }
    return offsets;
  }

  /** Where the offset is of a record that is no longer kept. */
  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.EARLIEST;
  }
}
