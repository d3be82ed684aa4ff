package org.flinkvectorindex.jobs.preflight;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flinkvectorindex.connectors.kafka.KafkaPreflight;
import org.flinkvectorindex.connectors.kafka.KafkaPreflight.KafkaUnfit;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SinkOptions;
import org.flinkvectorindex.jobs.config.SourceOptions;

/**
 * Brokers of sources, which must have their topics, and of sinks, which may create theirs. Those
 * that are reached alike are asked once.
 *
 * @param keys of the configuration
 */
record KafkaNeighbour(List<String> keys, Set<String> topics, Access access) implements Neighbour {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Shorter values are words such as {@code SSL}, and parts of too much else. */
  private static final int SHORTEST_SECRET = 4;

  /** How brokers are reached. */
  private record Access(String bootstrapServers, Map<String, Secret> properties) {}

  static Collection<KafkaNeighbour> of(JobOptions job) {
    Map<Access, KafkaNeighbour> all = new LinkedHashMap<>();
    for (int i = 0; i < job.vectors().size(); i++) {
      add(source("vectors." + i, job.vectors().get(i).source()), all);
    }
    for (int i = 0; i < job.queries().size(); i++) {
      add(source("queries." + i, job.queries().get(i)), all);
    }
    add(sink("results", job.results()), all);
    add(sink("dead-letters", job.deadLetters()), all);
    job.changes().ifPresent(changes -> add(sink("changes", changes), all));
    return all.values();
  }

  private static KafkaNeighbour source(String key, SourceOptions source) {
    return new KafkaNeighbour(
        List.of(key),
        Set.copyOf(source.topics()),
        new Access(source.bootstrapServers(), source.properties()));
  }

  private static KafkaNeighbour sink(String key, SinkOptions sink) {
    return new KafkaNeighbour(
        List.of(key), Set.of(), new Access(sink.bootstrapServers(), sink.properties()));
  }

  private static void add(KafkaNeighbour one, Map<Access, KafkaNeighbour> all) {
    all.merge(one.access(), one, KafkaNeighbour::and);
  }

  private KafkaNeighbour and(KafkaNeighbour other) {
    return new KafkaNeighbour(
        Stream.concat(keys.stream(), other.keys.stream()).toList(),
        Stream.concat(topics.stream(), other.topics.stream()).collect(Collectors.toSet()),
        access);
  }

  @Override
  public String name() {
    return String.join(", ", keys);
  }

  @Override
  public Optional<String> missing() throws InterruptedException {
    Map<String, String> properties = Secret.reveal(access.properties());
    try {
      KafkaPreflight.check(access.bootstrapServers(), topics, properties, PATIENCE);
      return Optional.empty();
    } catch (KafkaUnfit e) {
      return Optional.of(hidden(e.getMessage(), properties.values()));
    }
  }

  /** Kafka's clients quote a value that they refuse. */
  private static String hidden(String message, Collection<String> secrets) {
    String shown = message;
    for (String secret : secrets) {
      if (secret.length() >= SHORTEST_SECRET) {
        shown = shown.replace(secret, "(hidden)");
      }
    }
    return shown;
  }
}
