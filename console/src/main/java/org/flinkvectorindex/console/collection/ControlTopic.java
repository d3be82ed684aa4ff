package org.flinkvectorindex.console.collection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.RecordCodec;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SinkPlace;
import org.flinkvectorindex.jobs.config.SourceOptions;
import org.flinkvectorindex.jobs.config.SourcePlace;

/**
 * Writes one record to a job's topic of control, and listens to its topic of dead letters for word
 * of it, where that is of Kafka and JSON.
 */
final class ControlTopic implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All have one key, so that they are in one partition whatever the topic has. */
  private static final byte[] KEY = "control".getBytes(StandardCharsets.UTF_8);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SourceOptions control;
  private final SourcePlace.Kafka place;
  private final Optional<KafkaConsumer<byte[], byte[]>> deadLetters;

  ControlTopic(JobOptions job, SourceOptions control) {
    this.control = control;
    this.place = (SourcePlace.Kafka) control.place();
    this.deadLetters = deadLetters(job);
  }

  private static Optional<KafkaConsumer<byte[], byte[]>> deadLetters(JobOptions job) {
    if (!(job.deadLetters().place() instanceof SinkPlace.Kafka dead)
        || job.deadLetters().format() != RecordCodec.JSON) {
      return Optional.empty();
    }
    Map<String, Object> settings = new HashMap<>(Secret.reveal(job.deadLetters().properties()));
    settings.put("bootstrap.servers", dead.bootstrapServers());
    settings.put("enable.auto.commit", "false");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(dead.topic(), PATIENCE).stream()
            .map(each -> new TopicPartition(each.topic(), each.partition()))
            .toList();
    if (partitions.isEmpty()) { // No such topic yet: nothing can be said there.
      consumer.close();
      return Optional.empty();
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return Optional.of(consumer);
  }

  /** Where it is. */
  RecordMetadata send(String record) throws Exception {
    Map<String, Object> settings = new HashMap<>(Secret.reveal(control.properties()));
    settings.put("bootstrap.servers", place.bootstrapServers());
    settings.put("acks", "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      return producer
          .send(
              new ProducerRecord<>(
                  place.topics().get(0), KEY, record.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }

  /** Why the record at that place was refused, as soon as the job has said so. */
  Optional<String> refusal(RecordMetadata at) throws IOException {
    if (deadLetters.isEmpty()) {
      return Optional.empty();
    }
    for (ConsumerRecord<byte[], byte[]> record : deadLetters.get().poll(Duration.ofMillis(200))) {
      JsonNode letter = JSON.readTree(record.value());
      JsonNode origin = letter.path("origin");
      if (origin.path("topic").asText().equals(at.topic())
          && origin.path("partition").asInt(-1) == at.partition()
          && origin.path("offset").asLong(-1) == at.offset()) {
        return Optional.of(letter.path("reason").asText() + ": " + letter.path("detail").asText());
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    deadLetters.ifPresent(KafkaConsumer::close);
  }
}
