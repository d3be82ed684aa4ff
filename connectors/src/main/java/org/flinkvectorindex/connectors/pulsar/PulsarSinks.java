package org.flinkvectorindex.connectors.pulsar;

import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.pulsar.sink.PulsarSink;
import org.apache.flink.connector.pulsar.sink.PulsarSinkOptions;
import org.apache.flink.connector.pulsar.sink.writer.router.TopicRoutingMode;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.WindowStatistics;

/**
 * Results, dead letters, applied changes and statistics to Pulsar, at least once. The connector's
 * exactly-once loses records after a failure: its committer logs a transaction that it no longer
 * finds, and goes on. While a broker is away, producers wait, and so hold the stream back; then the
 * task fails and Flink starts again from the last checkpoint.
 */
public final class PulsarSinks {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private PulsarSinks() {}

  /** Keyed by {@code query_id}. */
  public static Sink<Result> results(PulsarOutput output, Encoder<Result> encoder) {
    return sink(output, new EncodingSchema<>(Result::queryId, encoder));
  }

  /** Keyed by origin. */
  public static Sink<DeadLetter> deadLetters(PulsarOutput output, Encoder<DeadLetter> encoder) {
    return sink(output, new EncodingSchema<>(letter -> letter.origin().place(), encoder));
  }

  /** Keyed by id. */
  public static Sink<Change> changes(PulsarOutput output, Encoder<Change> encoder) {
    return sink(output, new EncodingSchema<>(Change::id, encoder));
  }

  /** Keyed by window. */
  public static Sink<WindowStatistics> statistics(
      PulsarOutput output, Encoder<WindowStatistics> encoder) {
    return sink(output, new EncodingSchema<>(each -> each.place().key(), encoder));
  }

  private static <T> PulsarSink<T> sink(PulsarOutput output, EncodingSchema<T> schema) {
    Configuration configuration = new Configuration();
    configuration.set(PulsarSinkOptions.PULSAR_SEND_TIMEOUT_MS, PATIENCE.toMillis());
    configuration.addAll(Configuration.fromMap(output.properties()));
    return PulsarSink.builder()
        .setServiceUrl(output.serviceUrl())
        .setTopics(output.topic())
        .setTopicRoutingMode(TopicRoutingMode.MESSAGE_KEY_HASH)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setConfig(configuration)
        .setSerializationSchema(schema)
        .build();
  }
}
