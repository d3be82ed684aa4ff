package org.flinkvectorindex.connectors.kafka;

import java.util.Map;
import java.util.Optional;

/**
 * A topic to write.
 *
 * @param transactions begins the ids of transactions, in which records then are written exactly
 *     once; no other sink on these brokers may have it. Empty for at least once
 * @param properties of Kafka's producer; win over what is set here
 */
public record KafkaOutput(
    String bootstrapServers,
    String topic,
    Optional<String> transactions,
    Map<String, String> properties) {

  public KafkaOutput {
    properties = Map.copyOf(properties);
  }

  /** At least once. */
  public KafkaOutput(String bootstrapServers, String topic) {
    this(bootstrapServers, topic, Optional.empty(), Map.of());
  }

  /** Without the values of the properties, which may be secret. */
  @Override
  public String toString() {
    return "KafkaOutput[bootstrapServers=%s, topic=%s, transactions=%s, properties=%s]"
        .formatted(bootstrapServers, topic, transactions, properties.keySet());
  }
}
