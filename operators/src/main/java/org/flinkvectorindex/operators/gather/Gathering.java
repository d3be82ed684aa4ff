package org.flinkvectorindex.operators.gather;

import java.util.Optional;

/** How far a query is. */
sealed interface Gathering {

  /**
   * Waiting.
   *
   * @param asked empty where a shard was faster than the query itself
   * @param answered shards that answered
   */
  record Open(Optional<Asked> asked, int answered) implements Gathering {}

  /**
   * Answered without some shards: kept so that their late answers are known for what they are.
   *
   * @param missing shards that have not answered
   */
  record Closed(int missing) implements Gathering {}
}
