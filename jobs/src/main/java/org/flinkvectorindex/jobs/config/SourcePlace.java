package org.flinkvectorindex.jobs.config;

import java.util.List;
import org.flinkvectorindex.connectors.pulsar.Topics;

/** Which topics are read, on whose behalf. */
public sealed interface SourcePlace {

  /** Equal for equal topics, whatever their order in the configuration. */
  String name();

  /** How many there are; 2 for a pattern, of which there may be any number. */
  int count();

  record Kafka(String bootstrapServers, List<String> topics, String groupId)
      implements SourcePlace {
    @Override
    public int count() {
      return topics.size();
    }

    @Override
    public String name() {
      return String.join("+", topics.stream().sorted().toList());
    }
  }

  record Pulsar(String serviceUrl, String adminUrl, Topics topics, String subscription)
      implements SourcePlace {
    @Override
    public int count() {
      return topics instanceof Topics.Named named ? named.names().size() : 2;
    }

    @Override
    public String name() {
      return topics instanceof Topics.Named named
          ? String.join("+", named.names().stream().sorted().toList())
          : ((Topics.Matching) topics).regex();
    }
  }
}
