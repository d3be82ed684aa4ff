package org.flinkvectorindex.benchmarks.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning in a thread of its own, as a user of the job would. */
public final class TopicReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * @param each takes a record and when it was seen, {@link System#nanoTime()}
   */
  public TopicReader(String servers, String topic, ObjLongConsumer<JsonNode> each) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .collect(Collectors.toList()));
    thread = new Thread(() -> read(each), "reads " + topic);
    thread.setDaemon(true);
    thread.start();
  }

  private void read(ObjLongConsumer<JsonNode> each) {
    while (!stopped) {
      var records = consumer.poll(Duration.ofMillis(50));
      long now = System.nanoTime();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        try {
          each.accept(JSON.readTree(record.value()), now);
        } catch (IOException e) {
          throw new UncheckedIOException("not JSON in " + record.topic(), e);
        }
      }
    }
    consumer.close();
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
