package org.flinkvectorindex.connectors.redis;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The names of the keys. What is in braces decides where a key lives in a Redis cluster, so a
 * vector and its tombstone live together.
 *
 * @param head the prefix, with the generation where there is one
 */
record Keyspace(String head) implements Serializable {

  static Keyspace of(String prefix, Optional<String> generation) {
    return new Keyspace(prefix + generation.map(":"::concat).orElse(""));
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
    return (head + ":w:" + collection + ":" + window + ":" + start)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] key(String kind, String collection, String tag) {
    return (head + ":" + kind + ":" + collection + ":{" + tag + "}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
