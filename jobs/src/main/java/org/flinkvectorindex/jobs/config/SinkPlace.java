package org.flinkvectorindex.jobs.config;

/** Which topic is written. */
public sealed interface SinkPlace {

  record Kafka(String bootstrapServers, String topic) implements SinkPlace {}

  record Pulsar(String serviceUrl, String topic) implements SinkPlace {}
}
