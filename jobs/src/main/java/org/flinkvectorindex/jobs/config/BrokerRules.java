package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.flinkvectorindex.connectors.kafka.KafkaSinks;

/** What must hold between the keys of a source or a sink, by the kind of its broker. */
final class BrokerRules {
  private static final Map<BrokerKind, List<Option<?>>> OF_SOURCES =
      new EnumMap<>(
          Map.of(
              BrokerKind.KAFKA,
              List.of(BrokerKeys.BOOTSTRAP_SERVERS, SourceOptions.GROUP_ID),
              BrokerKind.PULSAR,
              List.of(
                  BrokerKeys.SERVICE_URL, SourceOptions.ADMIN_URL, SourceOptions.SUBSCRIPTION)));

  private static final Map<BrokerKind, List<Option<?>>> OF_SINKS =
      new EnumMap<>(
          Map.of(
              BrokerKind.KAFKA,
              List.of(BrokerKeys.BOOTSTRAP_SERVERS),
              BrokerKind.PULSAR,
              List.of(BrokerKeys.SERVICE_URL)));

  /** A checkpoint begins a transaction and the next one but one ends it at the latest. */
  private static final int INTERVALS_A_TRANSACTION = 2;

  private final Values job;
  private final List<Problem> problems;

  private BrokerRules(Values job, List<Problem> problems) {
    this.job = job;
    this.problems = problems;
  }

  static void check(Values job, List<Problem> problems) {
    BrokerRules rules = new BrokerRules(job, problems);
    Stream.of(VectorSourceOptions.BLOCKS, JobOptions.QUERIES)
        .flatMap(blocks -> job.get(blocks).stream())
        .forEach(rules::source);
    Stream.of(
            JobOptions.RESULTS, JobOptions.DEAD_LETTERS, JobOptions.CHANGES, JobOptions.STATISTICS)
        .flatMap(block -> job.find(block).stream())
        .forEach(rules::sink);
  }

  private void source(Values source) {
    Optional<BrokerKind> kind = source.find(BrokerKeys.TYPE);
    kind.ifPresent(of -> keys(source, of, OF_SOURCES));
    Optional<List<String>> topics = source.find(SourceOptions.TOPICS);
    Optional<String> pattern = source.find(SourceOptions.TOPIC_PATTERN);
    if (kind.equals(Optional.of(BrokerKind.PULSAR))) {
      if (topics.isPresent() && pattern.isPresent()) {
        note(source, SourceOptions.TOPIC_PATTERN, pattern, "there are topics too", "one of both");
      } else if (pattern.isEmpty()) {
        required(source, SourceOptions.TOPICS);
      }
    } else if (kind.isPresent()) {
      required(source, SourceOptions.TOPICS);
      pattern.ifPresent(written -> foreign(source, SourceOptions.TOPIC_PATTERN, BrokerKind.PULSAR));
      topics.ifPresent(
          names -> names.forEach(name -> kafkaName(source, SourceOptions.TOPICS.name(), name)));
    }
  }

  private void sink(Values sink) {
    Optional<BrokerKind> kind = sink.find(BrokerKeys.TYPE);
    kind.ifPresent(of -> keys(sink, of, OF_SINKS));
    boolean once =
        sink.find(SinkOptions.DELIVERY).equals(Optional.of(SinkOptions.Delivery.EXACTLY_ONCE));
    if (kind.equals(Optional.of(BrokerKind.PULSAR)) && once) {
      note(
          sink,
          SinkOptions.DELIVERY,
          Optional.of("exactly-once"),
          "Pulsar's sink loses records over a failure, since its committer passes over"
              + " transactions that it no longer finds",
          "at-least-once (consumers drop repeats by query_id)");
    }
    if (kind.equals(Optional.of(BrokerKind.KAFKA))) {
      sink.find(SinkOptions.TOPIC)
          .ifPresent(name -> kafkaName(sink, SinkOptions.TOPIC.name(), name));
      if (once) {
        transactionsOutliveCheckpoints(sink);
      }
    }
  }

  /** A broker that gives up a transaction before its checkpoint is complete loses its records. */
  private void transactionsOutliveCheckpoints(Values sink) {
    Optional<Map<String, Secret>> properties = sink.find(BrokerKeys.PROPERTIES);
    Optional<Duration> interval =
        job.find(CheckpointOptions.BLOCK)
            .flatMap(checkpoints -> checkpoints.find(CheckpointOptions.INTERVAL));
    if (properties.isEmpty() || interval.isEmpty()) {
      return;
    }
    String key = sink.path(BrokerKeys.PROPERTIES.name()) + "." + KafkaSinks.TRANSACTION_TIMEOUT;
    Duration least = interval.get().multipliedBy(INTERVALS_A_TRANSACTION);
    try {
      Duration timeout = KafkaSinks.transactionTimeout(Secret.reveal(properties.get()));
      if (timeout.compareTo(least) < 0) {
        problems.add(
            new Problem(
                key,
                Optional.of(timeout.toMillis() + " ms"),
                "shorter than two checkpoint intervals, so that records could be lost",
                Optional.of(least.toMillis() + " ms or more")));
      }
    } catch (NumberFormatException e) {
      problems.add(
          new Problem(key, Optional.empty(), "not a number", Optional.of("whole milliseconds")));
    }
  }

  private void keys(Values block, BrokerKind kind, Map<BrokerKind, List<Option<?>>> all) {
    all.forEach(
        (of, options) -> {
          for (Option<?> option : options) {
            if (of == kind) {
              required(block, option);
            } else if (block.find(option).isPresent()) {
              foreign(block, option, of);
            }
          }
        });
  }

  private void required(Values block, Option<?> option) {
    String path = block.path(option.name());
    boolean refused = problems.stream().anyMatch(problem -> problem.key().equals(path));
    if (block.find(option).isEmpty() && !refused) {
      problems.add(
          new Problem(path, Optional.empty(), "missing", Optional.of(option.type().allowed())));
    }
  }

  private void foreign(Values block, Option<?> option, BrokerKind of) {
    String kind = of.name().toLowerCase(java.util.Locale.ROOT);
    note(block, option, Optional.empty(), "a key of type " + kind, "nothing with another type");
  }

  private void kafkaName(Values block, String key, String name) {
    if (name.contains("/")) {
      problems.add(
          new Problem(
              block.path(key),
              Optional.of(name),
              "no name of a Kafka topic",
              Optional.of("`[a-zA-Z0-9._-]{1,249}`")));
    }
  }

  private void note(
      Values block, Option<?> option, Optional<String> value, String what, String allowed) {
    problems.add(new Problem(block.path(option.name()), value, what, Optional.of(allowed)));
  }
}
