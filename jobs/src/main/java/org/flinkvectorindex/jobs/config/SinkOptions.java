package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.Map;

/**
 * Where records are written: {@code results}, {@code dead-letters}, {@code changes} and {@code
 * statistics}.
 */
public record SinkOptions(
    SinkPlace place, RecordCodec format, Delivery delivery, Map<String, Secret> properties) {

  /** How often a record is written when the job fails between. */
  public enum Delivery {
    AT_LEAST_ONCE,
    EXACTLY_ONCE
  }

  static final Option<String> TOPIC =
      Option.required("topic", BrokerKeys.TOPIC_NAME, "Topic that is written.");

  static final Option<Delivery> DELIVERY =
      Option.withDefault(
          "delivery",
          Types.choice(Delivery.class, Map.of()),
          "at-least-once",
          "`at-least-once`: records are visible at once, and some come again after a failure."
              + " `exactly-once`, of `kafka`: in transactions, so readers with"
              + " `isolation.level: read_committed` see each once, up to a checkpoint interval"
              + " later.");

  static final List<Key> KEYS =
      List.of(
          BrokerKeys.TYPE,
          BrokerKeys.BOOTSTRAP_SERVERS,
          BrokerKeys.SERVICE_URL,
          TOPIC,
          BrokerKeys.FORMAT,
          DELIVERY,
          BrokerKeys.PROPERTIES);

  static SinkOptions of(Values values) {
    return new SinkOptions(
        place(values),
        values.get(BrokerKeys.FORMAT),
        values.get(DELIVERY),
        values.get(BrokerKeys.PROPERTIES));
  }

  private static SinkPlace place(Values values) {
    String topic = values.get(TOPIC);
    return switch (values.get(BrokerKeys.TYPE)) {
      case KAFKA -> new SinkPlace.Kafka(values.get(BrokerKeys.BOOTSTRAP_SERVERS), topic);
      case PULSAR -> new SinkPlace.Pulsar(values.get(BrokerKeys.SERVICE_URL), topic);
    };
  }
}
