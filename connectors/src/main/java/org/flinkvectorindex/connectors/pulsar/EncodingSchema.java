package org.flinkvectorindex.connectors.pulsar;

import java.io.Serializable;
import java.util.function.Function;
import org.apache.flink.connector.pulsar.sink.writer.context.PulsarSinkContext;
import org.apache.flink.connector.pulsar.sink.writer.message.PulsarMessage;
import org.apache.flink.connector.pulsar.sink.writer.serializer.PulsarSerializationSchema;
import org.apache.pulsar.client.api.Schema;
import org.flinkvectorindex.connectors.codec.Encoder;

/** Key and value of one topic's messages; the partition follows from the key. */
final class EncodingSchema<T> implements PulsarSerializationSchema<T> {
  private static final long serialVersionUID = 1L;

  /** The key of a record. */
  @FunctionalInterface
  interface Key<T> extends Function<T, String>, Serializable {}

  private final Key<T> key;
  private final Encoder<T> value;

  EncodingSchema(Key<T> key, Encoder<T> value) {
    this.key = key;
    this.value = value;
  }

  @Override
  public PulsarMessage<?> serialize(T record, PulsarSinkContext context) {
    return PulsarMessage.builder(Schema.BYTES, value.encode(record)).key(key.apply(record)).build();
  }
}
