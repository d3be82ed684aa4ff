package org.flinkvectorindex.jobs.config;

import java.util.Map;

/** The keys that sources and sinks of a broker have in common. */
final class BrokerKeys {
  private BrokerKeys() {}

  private static final String SERVER = "[A-Za-z0-9._\\[\\]:-]+:[0-9]{1,5}";

  static final Type<String> TOPIC_NAME =
      Types.text("`[a-zA-Z0-9._-]{1,249}`", "(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

  static final Option<BrokerKind> TYPE =
      Option.required(
          "type",
          Types.choice(
              BrokerKind.class, Map.of("pulsar", "pulsar is not supported by this version")),
          "What keeps the topics.");

  static final Option<String> BOOTSTRAP_SERVERS =
      Option.required(
          "bootstrap-servers",
          Types.text("host:port, several with commas", SERVER + "(,\\s*" + SERVER + ")*"),
          "Brokers to begin with.");

  static final Option<RecordCodec> FORMAT =
      Option.withDefault(
          "format",
          Types.choice(
              RecordCodec.class, Map.of("protobuf", "protobuf is not supported by this version")),
          "json",
          "How records are written.");

  static final Option<Map<String, Secret>> PROPERTIES =
      Option.withDefault(
          "properties",
          new ClientProperties(),
          "",
          "Further settings of the client, such as `security.protocol`. Their values are never"
              + " printed.");
}
