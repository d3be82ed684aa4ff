package org.flinkvectorindex.jobs.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.flinkvectorindex.connectors.pulsar.PulsarPreflight;
import org.flinkvectorindex.connectors.pulsar.Topics;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SinkPlace;
import org.flinkvectorindex.jobs.config.SourcePlace;

/**
 * Brokers of a source, which must have its topics, or of a sink, which may create its.
 *
 * @param name the key in the configuration
 * @param question asked with the client's settings
 */
record PulsarNeighbour(
    String name,
    Map<String, Secret> settings,
    Function<Map<String, String>, Optional<String>> question)
    implements Neighbour {

  static List<PulsarNeighbour> of(JobOptions job) {
    List<PulsarNeighbour> all = new ArrayList<>();
    Places.sources(job)
        .forEach(
            (key, source) -> {
              if (source.place() instanceof SourcePlace.Pulsar pulsar) {
                all.add(
                    new PulsarNeighbour(
                        key,
                        source.properties(),
                        settings ->
                            PulsarPreflight.missing(
                                pulsar.adminUrl(), needed(pulsar.topics()), settings)));
              }
            });
    Places.sinks(job)
        .forEach(
            (key, sink) -> {
              if (sink.place() instanceof SinkPlace.Pulsar pulsar) {
                all.add(
                    new PulsarNeighbour(
                        key,
                        sink.properties(),
                        settings ->
                            PulsarPreflight.unreachable(
                                pulsar.serviceUrl(), pulsar.topic(), settings)));
              }
            });
    return all;
  }

  /** Topics of a pattern may come later. */
  private static Set<String> needed(Topics topics) {
    return topics instanceof Topics.Named named ? Set.copyOf(named.names()) : Set.of();
  }

  @Override
  public Optional<String> missing() {
    Map<String, String> properties = Secret.reveal(settings);
    return question.apply(properties).map(why -> Hidden.in(why, properties.values()));
  }
}
