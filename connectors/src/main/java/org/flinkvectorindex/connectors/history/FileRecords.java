package org.flinkvectorindex.connectors.history;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.flinkvectorindex.connectors.record.RawRecord;

/** The records of one file, in its order. */
interface FileRecords extends Closeable {

  /** Passes over that many, or all that are left. */
  void skip(long records) throws IOException;

  /** Empty at the end. */
  Optional<RawRecord> next() throws IOException;
}
