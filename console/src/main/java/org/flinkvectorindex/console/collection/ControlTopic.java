package org.flinkvectorindex.console.collection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.flinkvectorindex.console.topic.KafkaTopic;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.SourceOptions;

/**
 * Writes one record to a job's topic of control, and listens to its topic of dead letters for word
 * of it, where that is of Kafka and JSON.
 */
final class ControlTopic implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All have one key, so that they are in one partition whatever the topic has. */
  private static final byte[] KEY = "control".getBytes(StandardCharsets.UTF_8);

  private final KafkaTopic topic;
  private final Optional<KafkaConsumer<byte[], byte[]>> deadLetters;

  ControlTopic(JobOptions job, SourceOptions control) {
    this.topic = KafkaTopic.of(control).orElseThrow();
    this.deadLetters = deadLetters(job);
  }

  private static Optional<KafkaConsumer<byte[], byte[]>> deadLetters(JobOptions job) {
    // No such topic yet: nothing can be said there.
    return KafkaTopic.of(job.deadLetters()).flatMap(KafkaTopic::tail);
  }

  /** Where it is. */
  RecordMetadata send(String record) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = topic.producer()) {
      return producer
          .send(new ProducerRecord<>(topic.name(), KEY, record.getBytes(StandardCharsets.UTF_8)))
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
