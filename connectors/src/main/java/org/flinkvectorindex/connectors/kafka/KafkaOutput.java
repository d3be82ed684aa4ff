package org.flinkvectorindex.connectors.kafka;

import java.util.Map;

/**
 * A topic to write.
 *
 * @param properties of Kafka's producer; win over what is set here
 */
public record KafkaOutput(String bootstrapServers, String topic, Map<String, String> properties) {

  public KafkaOutput {
    properties = Map.copyOf(properties);
  }

  public KafkaOutput(String bootstrapServers, String topic) {
    this(bootstrapServers, topic, Map.of());
  }

  /** Without the values of the properties, which may be secret. */
  @Override
  public String toString() {
    return "KafkaOutput[bootstrapServers=%s, topic=%s, properties=%s]"
        .formatted(bootstrapServers, topic, properties.keySet());
  }
}
