package org.flinkvectorindex.connectors.redis;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The names of the keys. What is in braces decides where a key lives in a Redis cluster, so a
 * vector and its tombstone live together.
 *
 * @param generation empty where there is none
 */
record Keyspace(String prefix, String generation) implements Serializable {

  static Keyspace of(String prefix, Optional<String> generation) {
    return new Keyspace(prefix, generation.orElse(""));
  }

  /** What all keys begin with. */
  String head() {
    return generation.isEmpty() ? prefix : prefix + ":" + generation;
  }

  byte[] vector(String collection, String id) {
    return key("v", collection, id);
  }

  byte[] tombstone(String collection, String id) {
    return key("t", collection, id);
  }

  byte[] result(String collection, String hash) {
    return key("q", collection, hash);
  }

  byte[] window(String collection, String window, long start) {
    return (head() + ":w:" + collection + ":" + window + ":" + start)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] key(String kind, String collection, String tag) {
    return (head() + ":" + kind + ":" + collection + ":{" + tag + "}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
