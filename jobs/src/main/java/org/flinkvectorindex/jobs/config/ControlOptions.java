package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.Map;
import org.flinkvectorindex.connectors.kafka.KafkaInput;
import org.flinkvectorindex.connectors.source.Start;

/**
 * Where control records are read: {@code control}. One topic, always from its start, since what the
 * collections are is a function of all its records.
 */
final class ControlOptions {
  private ControlOptions() {}

  /** What may keep the topic. */
  enum Keeper {
    KAFKA
  }

  static final Option<Keeper> TYPE =
      Option.required(
          "type",
          Types.choice(Keeper.class, Map.of("pulsar", "control records are read from Kafka only")),
          "What keeps the topic.");

  static final Option<String> BOOTSTRAP_SERVERS =
      Option.required(
          "bootstrap-servers", BrokerKeys.BOOTSTRAP_SERVERS.type(), "Brokers to begin with.");

  static final Option<String> TOPIC =
      Option.required(
          "topic",
          Types.text("`[a-zA-Z0-9._-]{1,249}`", "(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}"),
          "Topic that is read, from its start where the job has no state: of one partition, since"
              + " the order of its records counts, and kept for ever; `cleanup.policy: compact` is"
              + " refused.");

  static final Option<String> GROUP_ID =
      Option.required(
          "group-id",
          SourceOptions.GROUP_ID.type(),
          "Consumer group that offsets are committed to at each checkpoint.");

  static final Block BLOCK =
      Block.optional(
          "control",
          "Where control records are read, by which collections are created and dropped and aliases"
              + " move while the job runs. Without it collections are those configured.",
          List.of(TYPE, BOOTSTRAP_SERVERS, TOPIC, GROUP_ID, BrokerKeys.PROPERTIES));

  static SourceOptions of(Values values) {
    return new SourceOptions(
        new SourcePlace.Kafka(
            values.get(BOOTSTRAP_SERVERS), List.of(values.get(TOPIC)), values.get(GROUP_ID)),
        RecordCodec.JSON,
        new Start.Earliest(),
        KafkaInput.DEFAULT_PARTITION_DISCOVERY,
        values.get(BrokerKeys.PROPERTIES));
  }
}
