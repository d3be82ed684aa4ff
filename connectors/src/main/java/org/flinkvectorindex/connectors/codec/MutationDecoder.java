package org.flinkvectorindex.connectors.codec;

import java.io.Serializable;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.RawRecord;

/** Reads a change of a vector from a record of a topic. */
@FunctionalInterface
public interface MutationDecoder extends Serializable {

  /** Exactly one outcome for every record, whatever its bytes: never an exception. */
  Decoded<Mutation> decode(RawRecord raw);
}
