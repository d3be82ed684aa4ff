package org.flinkvectorindex.connectors.codec;

import java.util.Optional;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.record.Result;

/**
 * What holds for records of queries whatever their bytes mean. A bad one whose {@code query_id} can
 * be read is refused with an answer, wherever in the record the fault and the id are; any other is
 * rejected.
 */
public abstract class QueryRecord implements QueryDecoder {
  private static final long serialVersionUID = 1L;

  private final String form;
  private final Limits limits;

  /**
   * @param form what a record should be, for those that are nothing
   */
  protected QueryRecord(String form, Limits limits) {
    this.form = form;
    this.limits = limits;
  }

  /** Reads the fields that the bytes have: also those after a fault, as far as that is possible. */
  protected abstract void read(byte[] bytes, QueryFields into) throws Defect;

  /** The id in bytes that were not, or could not be, read to their end. */
  protected abstract Optional<String> findQueryId(byte[] bytes);

  @Override
  public final Decoded<Query> decode(RawRecord raw) {
    QueryFields fields = new QueryFields();
    try {
      byte[] bytes =
          raw.value().orElseThrow(() -> Defect.malformed("record", form, "a null value"));
      limits.requireSize(bytes);
      read(bytes, fields);
      return new Decoded.Accepted<>(fields.query(raw), raw, 0);
    } catch (Defect defect) {
      return fields
          .queryId()
          .or(() -> found(defect, raw))
          .<Decoded<Query>>map(queryId -> refused(queryId, defect, raw))
          .orElseGet(() -> rejected(defect, raw));
    }
  }

  private Optional<String> found(Defect defect, RawRecord raw) {
    return switch (defect.reason()) {
      case MALFORMED, TOO_LARGE -> raw.value().flatMap(this::findQueryId);
      default -> Optional.empty();
    };
  }

  private static Decoded<Query> refused(String queryId, Defect defect, RawRecord raw) {
    return new Decoded.Refused<>(
        new Result.Failed(queryId, defect.code(), defect.getMessage()),
        DeadLetter.of(Reason.BAD_QUERY, defect.getMessage(), raw));
  }

  private static Decoded<Query> rejected(Defect defect, RawRecord raw) {
    Reason reason =
        switch (defect.reason()) {
          case MALFORMED, TOO_LARGE, MISSING_FIELD -> defect.reason();
          default -> Reason.BAD_QUERY;
        };
    return new Decoded.Rejected<>(DeadLetter.of(reason, defect.getMessage(), raw));
  }
}
