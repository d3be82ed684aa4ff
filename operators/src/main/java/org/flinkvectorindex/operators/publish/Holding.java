package org.flinkvectorindex.operators.publish;

import java.util.Optional;
import org.flinkvectorindex.connectors.record.Change;

/** A shard, as seen by whoever publishes what it holds. Wants the shard's key to be current. */
public interface Holding {

  /** The live vector at a slot as the change that it came by, if one is there. */
  Optional<Change> live(int slot) throws Exception;

  /** All that is live was published under this generation. */
  void published(Optional<String> generation);
}
