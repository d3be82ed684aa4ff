package org.flinkvectorindex.jobs.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic from its beginning, all partitions. */
final class TopicReader implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();

  TopicReader(String bootstrapServers, String topic) {
    this(bootstrapServers, topic, Map.of());
  }

  /** With what the brokers want to hear from a client. */
  TopicReader(String bootstrapServers, String topic, Map<String, String> properties) {
    this(bootstrapServers, topic, "read_uncommitted", properties);
  }

  /** Reads only what transactions have committed. */
  static TopicReader committed(String bootstrapServers, String topic) {
    return new TopicReader(bootstrapServers, topic, "read_committed", Map.of());
  }

  private TopicReader(
      String bootstrapServers, String topic, String isolation, Map<String, String> further) {
    Map<String, Object> properties = new HashMap<>(further);
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("auto.offset.reset", "earliest");
    properties.put("isolation.level", isolation);
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(each -> new TopicPartition(topic, each.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** What is new. */
  List<ConsumerRecord<byte[], byte[]>> poll() {
    List<ConsumerRecord<byte[], byte[]>> fresh = new ArrayList<>();
    consumer.poll(Duration.ofMillis(100)).forEach(fresh::add);
    read.addAll(fresh);
    return fresh;
  }

  /** All that was read, at least so many. */
  List<ConsumerRecord<byte[], byte[]>> atLeast(int count) {
    Await.until(
        count + " records are there",
        () -> {
          poll();
          return read.size() >= count;
        });
    return read;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
