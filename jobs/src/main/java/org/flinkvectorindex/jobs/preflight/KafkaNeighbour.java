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
import org.flinkvectorindex.jobs.config.SinkPlace;
import org.flinkvectorindex.jobs.config.SourceOptions;
import org.flinkvectorindex.jobs.config.SourcePlace;

/**
 * Brokers of sources, which must have their topics, and of sinks, which may create theirs. Those
 * that are reached alike are asked once.
 *
 * @param keys of the configuration
 */
record KafkaNeighbour(List<String> keys, Set<String> topics, Access access) implements Neighbour {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How brokers are reached. */
  private record Access(String bootstrapServers, Map<String, Secret> properties) {}

  static Collection<KafkaNeighbour> of(JobOptions job) {
    Map<Access, KafkaNeighbour> all = new LinkedHashMap<>();
    Places.sources(job)
        .forEach(
            (key, source) -> {
              if (source.place() instanceof SourcePlace.Kafka kafka) {
                add(key, Set.copyOf(kafka.topics()), access(kafka, source), all);
              }
            });
    Places.sinks(job)
        .forEach(
            (key, sink) -> {
              if (sink.place() instanceof SinkPlace.Kafka kafka) {
                add(key, Set.of(), new Access(kafka.bootstrapServers(), sink.properties()), all);
              }
            });
    return all.values();
  }

  private static Access access(SourcePlace.Kafka kafka, SourceOptions source) {
    return new Access(kafka.bootstrapServers(), source.properties());
  }

  private static void add(
      String key, Set<String> topics, Access access, Map<Access, KafkaNeighbour> all) {
    all.merge(access, new KafkaNeighbour(List.of(key), topics, access), KafkaNeighbour::and);
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
      return Optional.of(Hidden.in(e.getMessage(), properties.values()));
    }
  }
}
