package org.flinkvectorindex.connectors.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flinkvectorindex.connectors.source.Start;

/**
 * Topics to read.
 *
 * @param partitionDiscovery how often new partitions are looked for
 * @param properties of Kafka's consumer; win over what is set here
 */
public record KafkaInput(
    String bootstrapServers,
    List<String> topics,
    String groupId,
    Start start,
    Duration partitionDiscovery,
    Map<String, String> properties) {
  public static final Duration DEFAULT_PARTITION_DISCOVERY = Duration.ofSeconds(10);

  public KafkaInput {
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("topics is empty, at least one is needed");
    }
    topics = List.copyOf(topics);
    properties = Map.copyOf(properties);
  }

  public KafkaInput(String bootstrapServers, List<String> topics, String groupId, Start start) {
    this(bootstrapServers, topics, groupId, start, DEFAULT_PARTITION_DISCOVERY, Map.of());
  }

  /** Without the values of the properties, which may be secret. */
  @Override
  public String toString() {
    return "KafkaInput[bootstrapServers=%s, topics=%s, groupId=%s, start=%s, properties=%s]"
        .formatted(bootstrapServers, topics, groupId, start, properties.keySet());
  }
}
