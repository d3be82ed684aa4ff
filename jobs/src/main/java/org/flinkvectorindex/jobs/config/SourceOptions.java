package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flinkvectorindex.connectors.source.Start;

/** Where records are read: {@code vectors[]} and {@code queries[]}. */
public record SourceOptions(
    BrokerKind type,
    String bootstrapServers,
    List<String> topics,
    String groupId,
    RecordCodec format,
    Start start,
    Duration discovery,
    Map<String, Secret> properties) {

  static final Option<List<String>> TOPICS =
      Option.required(
          "topics", new ListOf<>(BrokerKeys.TOPIC_NAME), "Topics that are read, all partitions.");

  static final Option<String> GROUP_ID =
      Option.required(
          "group-id",
          Types.text("1 to 200 characters without spaces", "[^\\s]{1,200}"),
          "Consumer group that offsets are committed to at each checkpoint.");

  static final Option<Start> START =
      Option.withDefault(
          "start",
          Types.start(),
          "committed",
          "Where to begin without state: the group's committed offsets (from the earliest where"
              + " there are none), the earliest or latest record, or a timestamp. With state, the"
              + " offsets in it count.");

  static final Option<Duration> DISCOVERY =
      Option.withDefault(
          "discovery",
          Types.duration("100 ms", "1 h"),
          "10 s",
          "How often new partitions are looked for while the job runs.");

  static final List<Key> KEYS =
      List.of(
          BrokerKeys.TYPE,
          BrokerKeys.BOOTSTRAP_SERVERS,
          TOPICS,
          GROUP_ID,
          BrokerKeys.FORMAT,
          START,
          DISCOVERY,
          BrokerKeys.PROPERTIES);

  static SourceOptions of(Values values) {
    return new SourceOptions(
        values.get(BrokerKeys.TYPE),
        values.get(BrokerKeys.BOOTSTRAP_SERVERS),
        values.get(TOPICS),
        values.get(GROUP_ID),
        values.get(BrokerKeys.FORMAT),
        values.get(START),
        values.get(DISCOVERY),
        values.get(BrokerKeys.PROPERTIES));
  }
}
