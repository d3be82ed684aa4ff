package org.flinkvectorindex.connectors.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.RawRecord;

/**
 * What holds for records of mutations whatever their bytes mean: their size, and that a key without
 * a value is a delete.
 */
public abstract class MutationRecord implements MutationDecoder {
  private static final long serialVersionUID = 1L;

  private final Limits limits;
  private final String tombstoneCollection; // or null: an Optional is not Serializable

  /**
   * @param tombstoneCollection the collection of which records with a key and a null value delete;
   *     empty where the source feeds several
   */
  protected MutationRecord(Limits limits, Optional<String> tombstoneCollection) {
    this.limits = limits;
    this.tombstoneCollection = tombstoneCollection.orElse(null);
  }

  /** Reads the fields that the bytes have. */
  protected abstract void read(byte[] bytes, MutationFields into) throws Defect;

  @Override
  public final Decoded<Mutation> decode(RawRecord raw) {
    try {
      return raw.value().isPresent() ? fields(raw.value().get(), raw) : tombstone(raw);
    } catch (Defect defect) {
      return new Decoded.Rejected<>(DeadLetter.of(defect.reason(), defect.getMessage(), raw));
    }
  }

  private Decoded<Mutation> fields(byte[] bytes, RawRecord raw) throws Defect {
    limits.requireSize(bytes);
    MutationFields fields = new MutationFields(limits);
    read(bytes, fields);
    return new Decoded.Accepted<>(fields.mutation(raw), raw, fields.ignored());
  }

  private Decoded<Mutation> tombstone(RawRecord raw) throws Defect {
    byte[] key = raw.key().orElseThrow(() -> missing("key", "the id of a delete"));
    if (tombstoneCollection == null) {
      throw missing("collection", "one collection for the deletes of this source");
    }
    String id = Names.id("key", utf8(key));
    long ts = Timestamps.believedOfBroker(raw.ts(), limits);
    return new Decoded.Accepted<>(
        new Mutation.Delete(tombstoneCollection, id, ts, OptionalLong.empty(), raw.origin()),
        raw,
        0);
  }

  private static Defect missing(String field, String expected) {
    return new Defect(
        Reason.MISSING_FIELD,
        "%s: expected %s, got nothing, in a record without a value".formatted(field, expected));
  }

  static String utf8(byte[] key) throws Defect {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new Defect(Reason.BAD_ID, "key: expected UTF-8, got other bytes");
    }
  }
}
