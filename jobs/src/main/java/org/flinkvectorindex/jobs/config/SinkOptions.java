package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.Map;

/** Where records are written: {@code results}, {@code dead-letters} and {@code changes}. */
public record SinkOptions(
    BrokerKind type,
    String bootstrapServers,
    String topic,
    RecordCodec format,
    Delivery delivery,
    Map<String, Secret> properties) {

  /** How often a record is written when the job fails between. */
  public enum Delivery {
    AT_LEAST_ONCE
  }

  static final Option<String> TOPIC =
      Option.required("topic", BrokerKeys.TOPIC_NAME, "Topic that is written.");

  static final Option<Delivery> DELIVERY =
      Option.withDefault(
          "delivery",
          Types.choice(
              Delivery.class,
              Map.of(
                  "exactly-once",
                  "exactly-once delivery is not supported by this version (consumers drop repeats"
                      + " by query_id)")),
          "at-least-once",
          "Records are visible at once, and some come again after a failure.");

  static final List<Key> KEYS =
      List.of(
          BrokerKeys.TYPE,
          BrokerKeys.BOOTSTRAP_SERVERS,
          TOPIC,
          BrokerKeys.FORMAT,
          DELIVERY,
          BrokerKeys.PROPERTIES);

  static SinkOptions of(Values values) {
    return new SinkOptions(
        values.get(BrokerKeys.TYPE),
        values.get(BrokerKeys.BOOTSTRAP_SERVERS),
        values.get(TOPIC),
        values.get(BrokerKeys.FORMAT),
        values.get(DELIVERY),
        values.get(BrokerKeys.PROPERTIES));
  }
}
