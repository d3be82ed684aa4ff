package org.flinkvectorindex.connectors.codec;

import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.RawRecord;

/**
 * A row of a file of vectors: the key is the id, the value the components as little-endian float32,
 * the timestamp the event time. Everything else is the same for all rows.
 */
public final class RowDecoder implements MutationDecoder {
  private static final long serialVersionUID = 1L;

  private final String collection;
  private final long version;

  /**
   * @param version of each row, for collections that are ordered by it
   */
  public RowDecoder(String collection, long version) {
    this.collection = collection;
    this.version = version;
  }

  @Override
  public Decoded<Mutation> decode(RawRecord raw) {
    try {
      byte[] key = raw.key().orElseThrow(() -> Defect.missing("id"));
      byte[] row = raw.value().orElseThrow(() -> Defect.missing("vector"));
      return new Decoded.Accepted<>(
          new Mutation.Upsert(
              collection,
              Names.id("id", MutationRecord.utf8(key)),
              VectorBytes.read("vector", row),
              Optional.empty(),
              raw.ts(),
              OptionalLong.of(version),
              Optional.empty(),
              raw.origin()),
          raw,
          0);
    } catch (Defect defect) {
      return new Decoded.Rejected<>(DeadLetter.of(defect.reason(), defect.getMessage(), raw));
    }
  }
}
