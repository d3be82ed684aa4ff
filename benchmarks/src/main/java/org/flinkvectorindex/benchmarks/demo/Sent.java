package org.flinkvectorindex.benchmarks.demo;

import java.util.OptionalInt;

/** A change as it was sent; its offset is its place among all that were. */
sealed interface Sent {
  String id();

  /** Event time, milliseconds since the epoch. */
  long ts();

  /**
   * @param rank of the word, its one attribute
   */
  record Put(String id, float[] vector, long ts, OptionalInt rank) implements Sent {}

  record Removal(String id, long ts) implements Sent {}
}
