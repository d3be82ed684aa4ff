package org.flinkvectorindex.jobs.config;

import java.util.Map;

/** The keys that sources and sinks of a broker have in common. */
final class BrokerKeys {
  private BrokerKeys() {}

  private static final String SERVER = "[A-Za-z0-9._\\[\\]:-]+:[0-9]{1,5}";

  private static final String PART = "[a-zA-Z0-9._=:-]+";

  static final Type<String> TOPIC_NAME =
      Types.text(
          "`[a-zA-Z0-9._-]{1,249}`, with pulsar also `tenant/namespace/topic`",
          "(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}|(persistent://)?%1$s/%1$s/%1$s".formatted(PART));

  static final Option<BrokerKind> TYPE =
      Option.required("type", Types.choice(BrokerKind.class, Map.of()), "What keeps the topics.");

  static final Option<String> BOOTSTRAP_SERVERS =
      Option.optional(
          "bootstrap-servers",
          Types.text("host:port, several with commas", SERVER + "(,\\s*" + SERVER + ")*"),
          "Brokers to begin with. Of `kafka`, required there.");

  static final Option<String> SERVICE_URL =
      Option.optional(
          "service-url",
          Types.text(
              "pulsar://host:port or pulsar+ssl://…",
              "pulsar(\\+ssl)?://" + SERVER + "(,\\s*" + SERVER + ")*"),
          "Brokers or proxies to begin with. Of `pulsar`, required there.");

  static final Option<RecordCodec> FORMAT =
      Option.withDefault(
          "format",
          Types.choice(RecordCodec.class, Map.of()),
          "json",
          "How records are written: JSON objects, or messages of `records.proto`.");

  static final Option<Map<String, Secret>> PROPERTIES =
      Option.withDefault(
          "properties",
          new ClientProperties(),
          "",
          "Further settings of the client, such as `security.protocol` (kafka) or"
              + " `pulsar.client.authParams` (pulsar). Their values are never printed.");
}
