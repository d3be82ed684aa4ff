package org.flinkvectorindex.connectors.pulsar;

import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.pulsar.source.config.SourceConfiguration;
import org.apache.flink.connector.pulsar.source.reader.deserializer.PulsarDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.apache.pulsar.common.naming.TopicName;
import org.flinkvectorindex.connectors.codec.Decoder;
import org.flinkvectorindex.connectors.metric.TimedDecoder;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;

/**
 * A Pulsar message with everything that a dead letter needs, decoded. Its timestamp is that of its
 * publication.
 */
final class DecodingSchema<T> implements PulsarDeserializationSchema<Decoded<T>> {
  private static final long serialVersionUID = 1L;

  private final Decoder<T> decoder;
  private final RecordFormat<Decoded<T>> format;
  private transient TimedDecoder<T> timed;

  DecodingSchema(Decoder<T> decoder, RecordFormat<Decoded<T>> format) {
    this.decoder = decoder;
    this.format = format;
  }

  @Override
  public void open(PulsarInitializationContext context, SourceConfiguration configuration) {
    timed = new TimedDecoder<>(decoder, context.getMetricGroup());
  }

  @Override
  public void deserialize(Message<byte[]> message, Collector<Decoded<T>> out) {
    out.collect(
        timed.decode(
            new RawRecord(
                message.hasKey() ? Optional.of(message.getKeyBytes()) : Optional.empty(),
                Optional.ofNullable(message.getData()),
                message.getProperties().isEmpty() ? Map.of() : Map.copyOf(message.getProperties()),
                message.getPublishTime(),
                origin(message))));
  }

  private static Origin origin(Message<?> message) {
    TopicName topic = TopicName.get(message.getTopicName());
    MessageIdAdv id = (MessageIdAdv) message.getMessageId();
    return new Origin.Pulsar(
        topic.getPartitionedTopicName(),
        Math.max(0, topic.getPartitionIndex()),
        id.getLedgerId(),
        id.getEntryId(),
        id.getBatchIndex());
  }

  @Override
  public TypeInformation<Decoded<T>> getProducedType() {
    return new RecordTypeInfo<>(format);
  }
}
