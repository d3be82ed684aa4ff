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
import org.flinkvectorindex.jobs.config.SourcePlace;

/**
 * Brokers of sources, which must have their topics, and of sinks, which must have theirs unless
 * they create what is written to. Those that are reached alike are asked once.
 *
 * @param keys of the configuration
 * @param read topics of sources
 * @param written topics of sinks
 */
record KafkaNeighbour(List<String> keys, Set<String> read, Set<String> written, Access access)
    implements Neighbour {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How brokers are reached. */
  private record Access(String bootstrapServers, Map<String, Secret> properties) {}

  static Collection<KafkaNeighbour> of(JobOptions job) {
    Map<Access, KafkaNeighbour> all = new LinkedHashMap<>();
    Places.sources(job)
        .forEach(
            (key, source) -> {
              if (source.place() instanceof SourcePlace.Kafka kafka) {
                add(
                    new KafkaNeighbour(
                        List.of(key),
                        Set.copyOf(kafka.topics()),
                        Set.of(),
                        new Access(kafka.bootstrapServers(), source.properties())),
                    all);
              }
            });
    Places.sinks(job)
        .forEach(
            (key, sink) -> {
              if (sink.place() instanceof SinkPlace.Kafka kafka) {
                add(
                    new KafkaNeighbour(
                        List.of(key),
                        Set.of(),
                        Set.of(kafka.topic()),
                        new Access(kafka.bootstrapServers(), sink.properties())),
                    all);
              }
            });
    return all.values();
  }

  private static void add(KafkaNeighbour one, Map<Access, KafkaNeighbour> all) {
    all.merge(one.access, one, KafkaNeighbour::and);
  }

  private KafkaNeighbour and(KafkaNeighbour other) {
    return new KafkaNeighbour(
        Stream.concat(keys.stream(), other.keys.stream()).toList(),
        both(read, other.read),
        both(written, other.written),
        access);
  }

  private static Set<String> both(Set<String> some, Set<String> more) {
    return Stream.concat(some.stream(), more.stream()).collect(Collectors.toSet());
  }

  @Override
  public String name() {
    return String.join(", ", keys);
  }

  @Override
  public Optional<String> missing() throws InterruptedException {
    Map<String, String> properties = Secret.reveal(access.properties());
    try {
      KafkaPreflight.check(access.bootstrapServers(), read, written, properties, PATIENCE);
      return Optional.empty();
    } catch (KafkaUnfit e) {
      return Optional.of(Hidden.in(e.getMessage(), properties.values()));
    }
  }
}
