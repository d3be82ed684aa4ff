package org.flinkvectorindex.connectors.json;

import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.codec.QueryFields;
import org.flinkvectorindex.connectors.codec.QueryRecord;

/** Queries as JSON objects. */
public final class JsonQueryDecoder extends QueryRecord {
  private static final long serialVersionUID = 1L;

  public JsonQueryDecoder(Limits limits) {
    super("a JSON object", limits);
  }

  @Override
  protected void read(byte[] bytes, QueryFields into) throws Defect {
    Optional<Defect> defect = TopObject.read(bytes, new QueryObject(into));
    if (defect.isPresent()) {
      throw defect.get();
    }
  }

  @Override
  protected Optional<String> findQueryId(byte[] bytes) {
    return QueryIdScan.find(bytes);
  }
}
