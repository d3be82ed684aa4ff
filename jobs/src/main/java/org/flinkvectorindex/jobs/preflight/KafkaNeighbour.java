package org.flinkvectorindex.jobs.preflight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flinkvectorindex.connectors.kafka.KafkaPreflight;
import org.flinkvectorindex.connectors.kafka.KafkaPreflight.KafkaUnfit;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SinkOptions;
import org.flinkvectorindex.jobs.config.SourceOptions;

/**
 * Brokers of a source, which must have its topics, or of a sink, which may create its topic.
 *
 * @param key of the configuration
 */
record KafkaNeighbour(
    String key, String bootstrapServers, Set<String> topics, Map<String, Secret> properties)
    implements Neighbour {

  static List<KafkaNeighbour> of(JobOptions job) {
    List<KafkaNeighbour> all = new ArrayList<>();
    for (int i = 0; i < job.vectors().size(); i++) {
      all.add(source("vectors." + i, job.vectors().get(i).source()));
    }
    for (int i = 0; i < job.queries().size(); i++) {
      all.add(source("queries." + i, job.queries().get(i)));
    }
    all.add(sink("results", job.results()));
    all.add(sink("dead-letters", job.deadLetters()));
    job.changes().ifPresent(changes -> all.add(sink("changes", changes)));
    return all;
  }

  private static KafkaNeighbour source(String key, SourceOptions source) {
    return new KafkaNeighbour(
        key, source.bootstrapServers(), Set.copyOf(source.topics()), source.properties());
  }

  private static KafkaNeighbour sink(String key, SinkOptions sink) {
    return new KafkaNeighbour(key, sink.bootstrapServers(), Set.of(), sink.properties());
  }

  @Override
  public String name() {
    return key;
  }

  @Override
  public Optional<String> missing() throws InterruptedException {
    try {
      KafkaPreflight.check(bootstrapServers, topics, Secret.reveal(properties), Duration.ZERO);
      return Optional.empty();
    } catch (KafkaUnfit e) {
      return Optional.of(e.getMessage());
    }
  }
}
