package org.flinkvectorindex.connectors.kafka;

import java.util.HashSet;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.flinkvectorindex.connectors.codec.Decoder;
import org.flinkvectorindex.connectors.codec.MutationDecoder;
import org.flinkvectorindex.connectors.codec.QueryDecoder;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.serde.DecodedMutationFormat;
import org.flinkvectorindex.connectors.serde.DecodedQueryFormat;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.connectors.source.Start;

/** Vectors and queries from Kafka: one outcome for each record, whatever its bytes. */
public final class KafkaSources {
  private KafkaSources() {}

  public static KafkaSource<Decoded<Mutation>> mutations(
      KafkaInput input, MutationDecoder decoder) {
    return source(input, new DecodingSchema<>(decoder, DecodedMutationFormat.INSTANCE));
  }

  public static KafkaSource<Decoded<Query>> queries(KafkaInput input, QueryDecoder decoder) {
    return source(input, new DecodingSchema<>(decoder, DecodedQueryFormat.INSTANCE));
  }

  /** Those of the live stream, beginning without state where history ends. */
  public static KafkaSource<Decoded<Mutation>> mutationsAfter(
      KafkaSpan history, KafkaInput input, MutationDecoder decoder) {
    return builder(input, new DecodingSchema<>(decoder, DecodedMutationFormat.INSTANCE))
        .setTopics(input.topics())
        .setStartingOffsets(OffsetsInitializer.offsets(history.end()))
        .build();
  }

  /** Those of history, and no more. What the group has committed is not touched. */
  public static KafkaSource<Decoded<Mutation>> mutationsOf(
      KafkaSpan history, KafkaInput input, MutationDecoder decoder) {
    return builder(input, new DecodingSchema<>(decoder, DecodedMutationFormat.INSTANCE))
        .setPartitions(new HashSet<>(history.end().keySet()))
        .setStartingOffsets(OffsetsInitializer.offsets(history.begin()))
        .setBounded(OffsetsInitializer.offsets(history.end()))
        .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "false")
        .build();
  }

  /** Records that are only the job's to know. */
  public static <T> KafkaSource<Decoded<T>> controls(
      KafkaInput input, Decoder<T> decoder, RecordFormat<Decoded<T>> format) {
    return source(input, new DecodingSchema<>(decoder, format));
  }

  private static <T> KafkaSource<Decoded<T>> source(KafkaInput input, DecodingSchema<T> schema) {
    return builder(input, schema)
        .setTopics(input.topics())
        .setStartingOffsets(offsets(input.start()))
        .build();
  }

  private static <T> KafkaSourceBuilder<Decoded<T>> builder(
      KafkaInput input, DecodingSchema<T> schema) {
    Properties properties = new Properties();
    properties.setProperty(
        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
        Long.toString(input.partitionDiscovery().toMillis()));
    properties.putAll(input.properties());
    return KafkaSource.<Decoded<T>>builder()
        .setBootstrapServers(input.bootstrapServers())
        .setGroupId(input.groupId())
        .setDeserializer(schema)
        .setProperties(properties);
  }

  private static OffsetsInitializer offsets(Start start) {
    if (start instanceof Start.At at) {
      return OffsetsInitializer.timestamp(at.timestamp());
    }
    if (start instanceof Start.Latest) {
      return OffsetsInitializer.latest();
    }
    return start instanceof Start.Committed
        ? new CommittedOrEarliest()
        : OffsetsInitializer.earliest();
  }
}
