package org.flinkvectorindex.jobs.preflight;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flinkvectorindex.connectors.kafka.KafkaPreflight;
import org.flinkvectorindex.connectors.kafka.KafkaPreflight.KafkaUnfit;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SourcePlace;

/**
 * Brokers that must keep every control record: what the collections are is what all of them say.
 */
record ControlNeighbour(String bootstrapServers, String topic, Map<String, Secret> settings)
    implements Neighbour {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  static List<ControlNeighbour> of(JobOptions job) {
    return job.control().stream()
        .filter(control -> control.place() instanceof SourcePlace.Kafka)
        .map(
            control -> {
              SourcePlace.Kafka kafka = (SourcePlace.Kafka) control.place();
              return new ControlNeighbour(
                  kafka.bootstrapServers(), kafka.topics().get(0), control.properties());
            })
        .toList();
  }

  @Override
  public String name() {
    return "control.topic";
  }

  @Override
  public Optional<String> missing() throws InterruptedException {
    Map<String, String> properties = Secret.reveal(settings);
    try {
      KafkaPreflight.checkKept(bootstrapServers, topic, properties, PATIENCE);
      return Optional.empty();
    } catch (KafkaUnfit e) {
      return Optional.of(Hidden.in(e.getMessage(), properties.values()));
    }
  }
}
