package org.flinkvectorindex.connectors.codec;

import java.io.Serializable;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.RawRecord;

/** Reads what a record of a topic says. */
@FunctionalInterface
public interface Decoder<T> extends Serializable {

  /** Exactly one outcome for every record, whatever its bytes: never an exception. */
  Decoded<T> decode(RawRecord raw);
}
