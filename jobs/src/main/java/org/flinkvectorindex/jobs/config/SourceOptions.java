package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flinkvectorindex.connectors.pulsar.Topics;
import org.flinkvectorindex.connectors.source.Start;

/** Where records are read: {@code vectors[]} and {@code queries[]}. */
public record SourceOptions(
    SourcePlace place,
    RecordCodec format,
    Start start,
    Duration discovery,
    Map<String, Secret> properties) {

  static final Option<String> ADMIN_URL =
      Option.optional(
          "admin-url",
          Types.text("http://host:port or https://…", "https?://[^\\s/@]+/?"),
          "Pulsar's administration, asked where a subscription stands and whether topics are"
              + " there. Of `pulsar`, required there.");

  static final Option<List<String>> TOPICS =
      Option.optional(
          "topics",
          new ListOf<>(BrokerKeys.TOPIC_NAME),
          "Topics that are read, all partitions. Required with `kafka`; with `pulsar` either these"
              + " or a `topic-pattern`.");

  static final Option<String> TOPIC_PATTERN =
      Option.optional(
          "topic-pattern",
          Types.regex(),
          "Topics that are read, also those that come later: a regular expression for"
              + " `tenant/namespace/topic`, or for topics of `public/default`. Of `pulsar`.");

  static final Option<String> GROUP_ID =
      Option.optional(
          "group-id",
          Types.text("1 to 200 characters without spaces", "[^\\s]{1,200}"),
          "Consumer group that offsets are committed to at each checkpoint. Of `kafka`, required"
              + " there.");

  static final Option<String> SUBSCRIPTION =
      Option.optional(
          "subscription",
          Types.text("1 to 200 characters without spaces", "[^\\s]{1,200}"),
          "Subscription, durable and exclusive, whose messages are acknowledged at each"
              + " checkpoint. Of `pulsar`, required there.");

  static final Option<Start> START =
      Option.withDefault(
          "start",
          Types.start(),
          "committed",
          "Where to begin without state: where the group or subscription stands (at the earliest"
              + " where it is new), the earliest or latest record, or a timestamp. With state, the"
              + " positions in it count.");

  static final Option<Duration> DISCOVERY =
      Option.withDefault(
          "discovery",
          Types.duration("100 ms", "1 h"),
          "10 s",
          "How often new partitions, and topics of a pattern, are looked for while the job runs.");

  static final List<Key> KEYS =
      List.of(
          BrokerKeys.TYPE,
          BrokerKeys.BOOTSTRAP_SERVERS,
          BrokerKeys.SERVICE_URL,
          ADMIN_URL,
          TOPICS,
          TOPIC_PATTERN,
          GROUP_ID,
          SUBSCRIPTION,
          BrokerKeys.FORMAT,
          START,
          DISCOVERY,
          BrokerKeys.PROPERTIES);

  static SourceOptions of(Values values) {
    return new SourceOptions(
        place(values),
        values.get(BrokerKeys.FORMAT),
        values.get(START),
        values.get(DISCOVERY),
        values.get(BrokerKeys.PROPERTIES));
  }

  private static SourcePlace place(Values values) {
    return switch (values.get(BrokerKeys.TYPE)) {
      case KAFKA ->
          new SourcePlace.Kafka(
              values.get(BrokerKeys.BOOTSTRAP_SERVERS), values.get(TOPICS), values.get(GROUP_ID));
      case PULSAR ->
          new SourcePlace.Pulsar(
              values.get(BrokerKeys.SERVICE_URL),
              values.get(ADMIN_URL),
              values
                  .find(TOPICS)
                  .<Topics>map(Topics.Named::new)
                  .orElseGet(() -> new Topics.Matching(values.get(TOPIC_PATTERN))),
              values.get(SUBSCRIPTION));
    };
  }
}
