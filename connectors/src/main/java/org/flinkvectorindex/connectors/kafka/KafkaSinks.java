package org.flinkvectorindex.connectors.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.WindowStatistics;

/**
 * Results, dead letters, applied changes and statistics to Kafka: at least once, visible at once;
 * or exactly once for readers with {@code read_committed}, visible with the next completed
 * checkpoint. While a broker is away the producer waits for {@link #PATIENCE_MS} and so holds the
 * stream back; then the task fails and Flink starts again from the last checkpoint, so nothing is
 * lost.
 */
public final class KafkaSinks {
  /** The producer's property: how long a transaction may stay open. */
  public static final String TRANSACTION_TIMEOUT = ProducerConfig.TRANSACTION_TIMEOUT_CONFIG;

  /** As much as brokers allow unless they are told otherwise. */
  private static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

  private static final int PATIENCE_MS = 5 * 60 * 1000;

  /** Somebody waits for an answer. */
  private static final Duration ANSWERS_LINGER = Duration.ofMillis(2);

  /**
   * Of what comes a thousand times a second: at a fraction of this, requests cost more than data.
   */
  private static final Duration LINGER = Duration.ofMillis(10);

  private KafkaSinks() {}

  /** Keyed by {@code query_id}. */
  public static KafkaSink<Result> results(KafkaOutput output, Encoder<Result> encoder) {
    return sink(
        output,
        ANSWERS_LINGER,
        new EncodingSchema<>(output.topic(), result -> utf8(result.queryId()), encoder));
  }

  /** Keyed by origin. */
  public static KafkaSink<DeadLetter> deadLetters(KafkaOutput output, Encoder<DeadLetter> encoder) {
    return sink(
        output,
        LINGER,
        new EncodingSchema<>(output.topic(), letter -> utf8(letter.origin().place()), encoder));
  }

  /** Keyed by id. */
  public static KafkaSink<Change> changes(KafkaOutput output, Encoder<Change> encoder) {
    return sink(
        output, LINGER, new EncodingSchema<>(output.topic(), change -> utf8(change.id()), encoder));
  }

  /** Keyed by window, so that the statistics of one are in order. */
  public static KafkaSink<WindowStatistics> statistics(
      KafkaOutput output, Encoder<WindowStatistics> encoder) {
    return sink(
        output,
        LINGER,
        new EncodingSchema<>(output.topic(), each -> utf8(each.place().key()), encoder));
  }

  /**
   * How long transactions may stay open: a job that is away for longer loses what it had written in
   * them.
   *
   * @param properties of the producer
   * @throws NumberFormatException where they say something that is no number
   */
  public static Duration transactionTimeout(Map<String, String> properties) {
    return Optional.ofNullable(properties.get(TRANSACTION_TIMEOUT))
        .map(millis -> Duration.ofMillis(Integer.parseInt(millis.strip())))
        .orElse(DEFAULT_TRANSACTION_TIMEOUT);
  }

  private static <T> KafkaSink<T> sink(
      KafkaOutput output, Duration linger, EncodingSchema<T> schema) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, Long.toString(linger.toMillis()));
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(128 * 1024));
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(PATIENCE_MS));
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(PATIENCE_MS));
    properties.put(TRANSACTION_TIMEOUT, Long.toString(DEFAULT_TRANSACTION_TIMEOUT.toMillis()));
    properties.putAll(output.properties());
    KafkaSinkBuilder<T> sink =
        KafkaSink.<T>builder()
            .setBootstrapServers(output.bootstrapServers())
            .setKafkaProducerConfig(properties)
            .setRecordSerializer(schema)
            .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE);
    output
        .transactions()
        .ifPresent(
            prefix ->
                sink.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                    .setTransactionalIdPrefix(prefix));
    return sink.build();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
