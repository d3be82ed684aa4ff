package org.flinkvectorindex.connectors.kafka;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.flinkvectorindex.connectors.codec.Decoder;
import org.flinkvectorindex.connectors.metric.TimedDecoder;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;

/** A Kafka record with everything that a dead letter needs, decoded. */
final class DecodingSchema<T> implements KafkaRecordDeserializationSchema<Decoded<T>> {
  private static final long serialVersionUID = 1L;

  private final Decoder<T> decoder;
  private final RecordFormat<Decoded<T>> format;
  private transient TimedDecoder<T> timed;

  DecodingSchema(Decoder<T> decoder, RecordFormat<Decoded<T>> format) {
    this.decoder = decoder;
    this.format = format;
  }

  @Override
  public void open(InitializationContext context) {
    timed = new TimedDecoder<>(decoder, context.getMetricGroup());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Decoded<T>> out) {
    out.collect(
        timed.decode(
            new RawRecord(
                Optional.ofNullable(record.key()),
                Optional.ofNullable(record.value()),
                headers(record.headers()),
                record.timestamp(),
                new Origin.Kafka(record.topic(), record.partition(), record.offset()))));
  }

  @Override
  public TypeInformation<Decoded<T>> getProducedType() {
    return new RecordTypeInfo<>(format);
  }

  /** As text; of a name that comes twice the last counts. */
  private static Map<String, String> headers(Headers headers) {
    if (!headers.iterator().hasNext()) {
      return Map.of();
    }
    Map<String, String> text = new LinkedHashMap<>();
    for (Header header : headers) {
      byte[] value = header.value();
      text.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    return text;
  }
}
