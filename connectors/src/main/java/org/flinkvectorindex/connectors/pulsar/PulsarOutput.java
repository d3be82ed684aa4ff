package org.flinkvectorindex.connectors.pulsar;

import java.util.Map;

/**
 * A topic to write.
 *
 * @param properties of the connector, {@code pulsar.client.…} and {@code pulsar.producer.…}; win
 *     over what is set here
 */
public record PulsarOutput(String serviceUrl, String topic, Map<String, String> properties) {

  public PulsarOutput {
    properties = Map.copyOf(properties);
  }

  /** Without the values of the properties, which may be secret. */
  @Override
  public String toString() {
    return "PulsarOutput[serviceUrl=%s, topic=%s, properties=%s]"
        .formatted(serviceUrl, topic, properties.keySet());
  }
}
