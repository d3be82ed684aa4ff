package org.flinkvectorindex.connectors.codec;

import java.io.Serializable;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;

/** Reads a question from a record of a topic. */
@FunctionalInterface
public interface QueryDecoder extends Serializable {

  /** Exactly one outcome for every record, whatever its bytes: never an exception. */
  Decoded<Query> decode(RawRecord raw);
}
