package org.flinkvectorindex.connectors.kafka;

import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.flinkvectorindex.connectors.codec.Encoder;

/** Key and value of one topic's records; the partition follows from the key. */
final class EncodingSchema<T> implements KafkaRecordSerializationSchema<T> {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final Encoder<T> key;
  private final Encoder<T> value;

  EncodingSchema(String topic, Encoder<T> key, Encoder<T> value) {
    this.topic = topic;
    this.key = key;
    this.value = value;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      T record, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(topic, key.encode(record), value.encode(record));
  }
}
