package org.flinkvectorindex.operators.window;

import java.io.Serializable;
import java.util.Optional;

/**
 * What a kind of record says to windows.
 *
 * @param <T> the records
 */
interface Facts<T> extends Serializable {

  String collection(T record);

  /** Event time, milliseconds since the epoch. */
  long ts(T record);

  /** JSON object as text, by which changes are grouped; empty where there is none. */
  Optional<String> attributes(T record);

  /** Whether records are changes: others have no part in sessions and groups. */
  boolean ofChanges();

  void add(T record, long ts, long nowMillis, Aggregate to);
}
