package org.flinkvectorindex.operators.collection;

/** By what the changes of one id are ordered: the greatest wins. */
public enum Order {
  /** The position in the topic: for one topic keyed by id. */
  LOG,
  /** The record's event time. */
  TIME,
  /** The record's {@code version}. */
  VERSION
}
