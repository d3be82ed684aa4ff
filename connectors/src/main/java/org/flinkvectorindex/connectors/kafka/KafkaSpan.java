package org.flinkvectorindex.connectors.kafka;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.flinkvectorindex.connectors.kafka.KafkaPreflight.KafkaUnfit;
import org.flinkvectorindex.connectors.source.Start;

/**
 * The part of some topics that is history at one moment: what comes later is live.
 *
 * @param begin the first offset of each partition that is history
 * @param end the first that is not
 */
public record KafkaSpan(Map<TopicPartition, Long> begin, Map<TopicPartition, Long> end)
    implements Serializable {

  public KafkaSpan {
    begin = Map.copyOf(begin);
    end = Map.copyOf(end);
  }

  /**
   * Asks the brokers where the topics end now.
   *
   * @param from {@link Start.Earliest} or {@link Start.At}
   * @param patience how long brokers that are away are waited for
   */
  public static KafkaSpan of(KafkaInput input, Start from, Duration patience)
      throws KafkaUnfit, InterruptedException {
    KafkaSpan[] span = new KafkaSpan[1];
    KafkaPreflight.ask(
        input.bootstrapServers(),
        input.properties(),
        patience,
        admin -> span[0] = asked(input, from, admin));
    return span[0];
  }

  private static KafkaSpan asked(KafkaInput input, Start from, Admin admin)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    admin
        .describeTopics(input.topics())
        .allTopicNames()
        .get()
        .forEach(
            (topic, description) ->
                description
                    .partitions()
                    .forEach(
                        partition ->
                            ends.put(
                                new TopicPartition(topic, partition.partition()),
                                OffsetSpec.latest())));
    Map<TopicPartition, Long> end = offsets(ends, admin);
    OffsetSpec first =
        from instanceof Start.At at
            ? OffsetSpec.forTimestamp(at.timestamp())
            : OffsetSpec.earliest();
    Map<TopicPartition, OffsetSpec> begins = new HashMap<>();
    end.keySet().forEach(partition -> begins.put(partition, first));
    Map<TopicPartition, Long> begin = offsets(begins, admin);
    // Nothing so young is there.
    begin.replaceAll((partition, offset) -> offset < 0 ? end.get(partition) : offset);
    return new KafkaSpan(begin, end);
  }

  private static Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetSpec> of, Admin admin)
      throws ExecutionException, InterruptedException {
    return admin.listOffsets(of).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }

  /** Offsets in it: as many records, but for those that were compacted away or end transactions. */
  public long records() {
    return end.entrySet().stream()
        .mapToLong(each -> Math.max(0, each.getValue() - begin.get(each.getKey())))
        .sum();
  }
}
