package org.flinkvectorindex.connectors.record;

/** What became of a raw record: never an exception. */
public sealed interface Decoded<T> {

  /**
   * @param raw kept so that a later check can still make a dead letter of it
   * @param unknownFields how many fields were ignored
   */
  record Accepted<T>(T record, RawRecord raw, int unknownFields) implements Decoded<T> {}

  /** A dead letter, and nobody to tell. */
  record Rejected<T>(DeadLetter letter) implements Decoded<T> {}

  /** A query that can't be served but has an id, so that whoever asked is answered. */
  record Refused<T>(Result.Failed answer, DeadLetter letter) implements Decoded<T> {}
}
