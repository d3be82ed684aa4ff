package org.flinkvectorindex.connectors.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Result;

/**
 * Results, dead letters and applied changes to Kafka, at least once. While a broker is away the
 * producer waits for {@link #PATIENCE_MS} and so holds the stream back; then the task fails and
 * Flink starts again from the last checkpoint, so nothing is lost.
 */
public final class KafkaSinks {
  private static final int PATIENCE_MS = 5 * 60 * 1000;

  private KafkaSinks() {}

  /** Keyed by {@code query_id}. */
  public static KafkaSink<Result> results(KafkaOutput output, Encoder<Result> encoder) {
    return sink(
        output, new EncodingSchema<>(output.topic(), result -> utf8(result.queryId()), encoder));
  }

  /** Keyed by origin. */
  public static KafkaSink<DeadLetter> deadLetters(KafkaOutput output, Encoder<DeadLetter> encoder) {
    return sink(
        output,
        new EncodingSchema<>(output.topic(), letter -> utf8(letter.origin().place()), encoder));
  }

  /** Keyed by id. */
  public static KafkaSink<Change> changes(KafkaOutput output, Encoder<Change> encoder) {
    return sink(output, new EncodingSchema<>(output.topic(), change -> utf8(change.id()), encoder));
  }

  private static <T> KafkaSink<T> sink(KafkaOutput output, EncodingSchema<T> schema) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "2");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(128 * 1024));
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(PATIENCE_MS));
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(PATIENCE_MS));
    properties.putAll(output.properties());
    return KafkaSink.<T>builder()
        .setBootstrapServers(output.bootstrapServers())
        .setKafkaProducerConfig(properties)
        .setRecordSerializer(schema)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .build();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
