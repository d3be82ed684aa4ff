package org.flinkvectorindex.connectors.pulsar;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.pulsar.source.config.SourceConfiguration;
import org.apache.flink.connector.pulsar.source.reader.deserializer.PulsarDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.pulsar.client.api.Message;

/** Lets a message through once. */
final class NewMessages<T> implements PulsarDeserializationSchema<T> {
  private static final long serialVersionUID = 1L;

  private final PulsarDeserializationSchema<T> schema;
  private final Positions positions;

  NewMessages(PulsarDeserializationSchema<T> schema, Positions positions) {
    this.schema = schema;
    this.positions = positions;
  }

  @Override
  public void open(PulsarInitializationContext context, SourceConfiguration configuration)
      throws Exception {
    schema.open(context, configuration);
  }

  @Override
  public void deserialize(Message<byte[]> message, Collector<T> out) throws Exception {
    if (positions.advance(message)) {
      schema.deserialize(message, out);
    }
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return schema.getProducedType();
  }
}
