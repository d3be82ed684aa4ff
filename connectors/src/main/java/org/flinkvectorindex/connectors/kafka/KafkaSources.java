package org.flinkvectorindex.connectors.kafka;

import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.flinkvectorindex.connectors.codec.MutationDecoder;
import org.flinkvectorindex.connectors.codec.QueryDecoder;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.serde.DecodedMutationFormat;
import org.flinkvectorindex.connectors.serde.DecodedQueryFormat;

/** Vectors and queries from Kafka: one outcome for each record, whatever its bytes. */
public final class KafkaSources {
  private KafkaSources() {}

  public static KafkaSource<Decoded<Mutation>> mutations(
      KafkaInput input, MutationDecoder decoder) {
    return source(input, new DecodingSchema<>(decoder::decode, DecodedMutationFormat.INSTANCE));
  }

  public static KafkaSource<Decoded<Query>> queries(KafkaInput input, QueryDecoder decoder) {
    return source(input, new DecodingSchema<>(decoder::decode, DecodedQueryFormat.INSTANCE));
  }

  private static <T> KafkaSource<Decoded<T>> source(KafkaInput input, DecodingSchema<T> schema) {
    Properties properties = new Properties();
    properties.setProperty(
        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
        Long.toString(input.partitionDiscovery().toMillis()));
    properties.putAll(input.properties());
    return KafkaSource.<Decoded<T>>builder()
        .setBootstrapServers(input.bootstrapServers())
        .setTopics(input.topics())
        .setGroupId(input.groupId())
        .setStartingOffsets(input.start().offsets())
        .setDeserializer(schema)
        .setProperties(properties)
        .build();
  }
}
