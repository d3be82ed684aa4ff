package org.flinkvectorindex.operators.shard;

import org.flinkvectorindex.connectors.record.Change;

/** What became of an operation. */
sealed interface Applied {

  /** It was the newest of its id. */
  record Accepted(Change change) implements Applied {}

  /** The shard knows a change of this id that is as new or newer. */
  record Stale() implements Applied {}

  /** The shard no longer knows whether there was a newer one: {@link Tombstones}. */
  record TooLate() implements Applied {}
}
