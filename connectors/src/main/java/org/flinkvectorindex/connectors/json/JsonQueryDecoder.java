package org.flinkvectorindex.connectors.json;

import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.codec.QueryDecoder;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.record.Result;

/**
 * Queries as JSON objects. A bad one whose {@code query_id} can be read is refused with an answer,
 * wherever in the record the fault and the id are; any other is rejected.
 */
public final class JsonQueryDecoder implements QueryDecoder {
  private static final long serialVersionUID = 1L;

  private final Limits limits;

  public JsonQueryDecoder(Limits limits) {
    this.limits = limits;
  }

  @Override
  public Decoded<Query> decode(RawRecord raw) {
    QueryFields fields = new QueryFields();
    try {
      byte[] bytes =
          raw.value()
              .orElseThrow(() -> Defect.malformed("record", "a JSON object", "a null value"));
      StrictJson.requireSize(bytes, limits);
      Optional<Defect> defect = TopObject.read(bytes, fields);
      if (defect.isPresent()) {
        throw defect.get();
      }
      return new Decoded.Accepted<>(fields.query(raw), raw, 0);
    } catch (Defect defect) {
      return fields
          .queryId()
          .or(() -> scanned(defect, raw))
          .<Decoded<Query>>map(queryId -> refused(queryId, defect, raw))
          .orElseGet(() -> rejected(defect, raw));
    }
  }

  /** The id where the record was not read to its end; else what was read is all there is. */
  private static Optional<String> scanned(Defect defect, RawRecord raw) {
    return switch (defect.reason()) {
      case MALFORMED, TOO_LARGE -> raw.value().flatMap(QueryIdScan::find);
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
