package org.flinkvectorindex.connectors.pulsar;

import java.time.Duration;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.pulsar.source.PulsarSource;
import org.apache.flink.connector.pulsar.source.PulsarSourceBuilder;
import org.apache.flink.connector.pulsar.source.PulsarSourceOptions;
import org.apache.flink.connector.pulsar.source.config.CursorVerification;
import org.apache.flink.connector.pulsar.source.enumerator.cursor.StartCursor;
import org.apache.flink.connector.pulsar.source.reader.deserializer.PulsarDeserializationSchema;
import org.flinkvectorindex.connectors.codec.MutationDecoder;
import org.flinkvectorindex.connectors.codec.QueryDecoder;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.serde.DecodedMutationFormat;
import org.flinkvectorindex.connectors.serde.DecodedQueryFormat;
import org.flinkvectorindex.connectors.source.Start;

/** Vectors and queries from Pulsar: one outcome for each message, whatever its bytes. */
public final class PulsarSources {

  /** A fetch ends when it has so many messages, or after so long: messages wait for it. */
  private static final int FETCH_MESSAGES = 1_000;

  private static final Duration FETCH_TIME = Duration.ofMillis(5);

  private PulsarSources() {}

  public static Source<Decoded<Mutation>, ?, ?> mutations(
      PulsarInput input, MutationDecoder decoder) {
    return new GuardedPulsarSource<>(
        input, new DecodingSchema<>(decoder, DecodedMutationFormat.INSTANCE));
  }

  public static Source<Decoded<Query>, ?, ?> queries(PulsarInput input, QueryDecoder decoder) {
    return new GuardedPulsarSource<>(
        input, new DecodingSchema<>(decoder, DecodedQueryFormat.INSTANCE));
  }

  /** The connector's own, unguarded. */
  static <T> PulsarSource<T> official(PulsarInput input, PulsarDeserializationSchema<T> schema) {
    Configuration configuration = new Configuration();
    configuration.set(
        PulsarSourceOptions.PULSAR_PARTITION_DISCOVERY_INTERVAL_MS, input.discovery().toMillis());
    configuration.set(PulsarSourceOptions.PULSAR_MAX_FETCH_RECORDS, FETCH_MESSAGES);
    configuration.set(PulsarSourceOptions.PULSAR_MAX_FETCH_TIME, FETCH_TIME.toMillis());
    // A position that can't be taken up again is no reason to go on from another.
    configuration.set(
        PulsarSourceOptions.PULSAR_VERIFY_INITIAL_OFFSETS, CursorVerification.FAIL_ON_MISMATCH);
    configuration.addAll(Configuration.fromMap(input.properties()));
    PulsarSourceBuilder<T> builder =
        PulsarSource.builder()
            .setServiceUrl(input.serviceUrl())
            .setSubscriptionName(input.subscription())
            .setStartCursor(cursor(input))
            .setConfig(configuration)
            .setDeserializationSchema(schema);
    if (input.topics() instanceof Topics.Named named) {
      builder.setTopics(named.names());
    } else {
      builder.setTopicPattern(((Topics.Matching) input.topics()).regex());
    }
    return builder.build();
  }

  private static StartCursor cursor(PulsarInput input) {
    if (input.start() instanceof Start.At at) {
      return StartCursor.fromPublishTime(at.timestamp());
    }
    if (input.start() instanceof Start.Latest) {
      return StartCursor.latest();
    }
    return input.start() instanceof Start.Committed
        ? new CommittedCursor(input.adminUrl(), input.subscription(), input.properties())
        : StartCursor.earliest();
  }
}
