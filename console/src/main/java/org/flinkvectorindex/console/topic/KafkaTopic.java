package org.flinkvectorindex.console.topic;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.flinkvectorindex.jobs.config.RecordCodec;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SinkOptions;
import org.flinkvectorindex.jobs.config.SinkPlace;
import org.flinkvectorindex.jobs.config.SourceOptions;
import org.flinkvectorindex.jobs.config.SourcePlace;

/**
 * A topic of a job, of Kafka and with JSON in it.
 *
 * @param properties of Kafka's clients, secrets among them
 */
public record KafkaTopic(String bootstrapServers, String name, Map<String, String> properties) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The first topic of a source; empty where it is of another kind. */
  public static Optional<KafkaTopic> of(SourceOptions source) {
    return source.place() instanceof SourcePlace.Kafka place && source.format() == RecordCodec.JSON
        ? Optional.of(
            new KafkaTopic(
                place.bootstrapServers(),
                place.topics().get(0),
                Secret.reveal(source.properties())))
        : Optional.empty();
  }

  public static Optional<KafkaTopic> of(SinkOptions sink) {
    return sink.place() instanceof SinkPlace.Kafka place && sink.format() == RecordCodec.JSON
        ? Optional.of(
            new KafkaTopic(
                place.bootstrapServers(), place.topic(), Secret.reveal(sink.properties())))
        : Optional.empty();
  }

  /** Who writes to it, and hears of it when that can't be. */
  public KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = settings();
    settings.put("acks", "all");
    settings.putIfAbsent("max.block.ms", PATIENCE.toMillis());
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  public ProducerRecord<byte[], byte[]> record(String text) {
    return new ProducerRecord<>(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Who reads what is written from now on, of no group; empty where there is no such topic yet. */
  public Optional<KafkaConsumer<byte[], byte[]>> tail() {
    Map<String, Object> settings = settings();
    settings.put("enable.auto.commit", "false");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(name, PATIENCE).stream()
            .map(each -> new TopicPartition(each.topic(), each.partition()))
            .toList();
    if (partitions.isEmpty()) {
      consumer.close();
      return Optional.empty();
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return Optional.of(consumer);
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put("bootstrap.servers", bootstrapServers);
    return settings;
  }

  /** Without properties. */
  @Override
  public String toString() {
    return "topic %s of %s".formatted(name, bootstrapServers);
  }
}
