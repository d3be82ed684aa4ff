package org.flinkvectorindex.benchmarks.demo;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.record.Origin;

/** A topic of one partition, as JSON. */
final class KafkaOutlet implements Outlet {
  private final Messages messages = new Messages(DemoJob.COLLECTION);
  private final KafkaProducer<String, String> producer;

  KafkaOutlet(LocalKafka kafka) {
    kafka.createTopic(DemoJob.VECTORS, 1);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 0),
            new StringSerializer(),
            new StringSerializer());
  }

  @Override
  public CompletableFuture<Origin> send(Sent change) {
    String json =
        change instanceof Sent.Put put
            ? messages.upsert(put.id(), put.vector(), put.ts(), put.rank())
            : messages.delete(change.id(), change.ts());
    CompletableFuture<Origin> place = new CompletableFuture<>();
    producer.send(
        new ProducerRecord<>(DemoJob.VECTORS, change.id(), json),
        (sent, failure) -> {
          if (failure == null) {
            place.complete(new Origin.Kafka(sent.topic(), sent.partition(), sent.offset()));
          } else {
            place.completeExceptionally(failure);
          }
        });
    return place;
  }

  @Override
  public void close() {
    producer.close();
  }
}
