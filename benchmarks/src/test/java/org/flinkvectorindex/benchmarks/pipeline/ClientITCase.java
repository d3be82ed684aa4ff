package org.flinkvectorindex.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flinkvectorindex.benchmarks.local.TopicReader;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.junit.jupiter.api.Test;

/** A client of something that answers every query with nothing. */
class ClientITCase {
  private static final int WARM_UP = 20;

  private final Vectors one = new Vectors(1, 2, new float[] {1, 0});
  private final AtomicLong answered = new AtomicLong();

  @Test
  void queriesWhileAJobWarmsUpAreNotTimed() throws Exception {
    try (LocalKafka kafka = LocalKafka.open();
        Client client = new Client(kafka, one, one);
        KafkaProducer<String, String> results =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
      client.createTopics();
      client.listen(false);
      try (TopicReader queries =
          new TopicReader(
              kafka.bootstrapServers(),
              "queries",
              (query, seen) -> {
                String id = query.get("query_id").asText();
                String result = "{\"query_id\":\"%s\",\"hits\":[]}".formatted(id);
                results.send(new ProducerRecord<>("results", id, result));
                answered.incrementAndGet();
              })) {
        // As if a change came out with each answer; before the first nobody waits for one.
        Measured measured =
            client.drain(() -> 1 + answered.get(), 1 + WARM_UP, 1 + 3 * WARM_UP, 100, 30);
        assertThat(measured.unanswered()).isZero();
        assertThat(measured.from()).isGreaterThanOrEqualTo(1 + WARM_UP);
        assertThat(measured.until()).isGreaterThanOrEqualTo(1 + 3 * WARM_UP);
        assertThat(measured.latency().count())
            .isPositive()
            .isLessThanOrEqualTo((int) answered.get() - WARM_UP);
      }
    }
  }
}
