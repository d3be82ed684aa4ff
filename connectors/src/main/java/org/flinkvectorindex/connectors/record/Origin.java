package org.flinkvectorindex.connectors.record;

/** Where a record was read. */
public sealed interface Origin {

  /** The name that order keys and dead letters know the source by: the topic or path. */
  String source();

  record Kafka(String topic, int partition, long offset) implements Origin {
    @Override
    public String source() {
      return topic;
    }
  }

  record File(String path, long line) implements Origin {
    @Override
    public String source() {
      return path;
    }
  }
}
