package org.flinkvectorindex.connectors.pulsar;

import java.time.Duration;
import java.util.Map;
import org.flinkvectorindex.connectors.source.Start;

/**
 * Topics to read.
 *
 * @param adminUrl asked for where a subscription stands
 * @param subscription durable and exclusive; the only kind that the connector offers
 * @param discovery how often new partitions and topics are looked for
 * @param properties of the connector, {@code pulsar.client.…}, {@code pulsar.consumer.…} and {@code
 *     pulsar.source.…}; win over what is set here
 */
public record PulsarInput(
    String serviceUrl,
    String adminUrl,
    Topics topics,
    String subscription,
    Start start,
    Duration discovery,
    Map<String, String> properties) {

  public PulsarInput {
    properties = Map.copyOf(properties);
  }

  /** Without the values of the properties, which may be secret. */
  @Override
  public String toString() {
    return "PulsarInput[serviceUrl=%s, adminUrl=%s, topics=%s, subscription=%s, start=%s, properties=%s]"
        .formatted(serviceUrl, adminUrl, topics, subscription, start, properties.keySet());
  }
}
