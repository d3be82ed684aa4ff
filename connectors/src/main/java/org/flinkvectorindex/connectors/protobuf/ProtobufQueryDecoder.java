package org.flinkvectorindex.connectors.protobuf;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.codec.QueryFields;
import org.flinkvectorindex.connectors.codec.QueryRecord;
import org.flinkvectorindex.connectors.codec.VectorBytes;
import org.flinkvectorindex.connectors.protobuf.v1.Records.Query;
import org.flinkvectorindex.connectors.record.Query.Include;

/** Queries as messages of {@code records.proto}. */
public final class ProtobufQueryDecoder extends QueryRecord {
  private static final long serialVersionUID = 1L;

  /** Numbers that the schema keeps for fields of the contract which it doesn't have yet. */
  private static final Map<Integer, String> RESERVED =
      Map.of(20, "filter", 21, "radius", 22, "window", 23, "at_least_ts", 24, "like");

  public ProtobufQueryDecoder(Limits limits) {
    super("a message Query", limits);
  }

  @Override
  protected void read(byte[] bytes, QueryFields into) throws Defect {
    Query message = parse(bytes);
    if (message.hasQueryId()) {
      into.queryId(message.getQueryId());
    }
    if (message.hasCollection()) {
      into.collection(message.getCollection());
    }
    if (message.getVectorCount() > 0) {
      into.vector(VectorBytes.requireFinite("vector", vector(message)));
    }
    if (message.hasVectorBytes()) {
      into.vector(VectorBytes.read("vector_bytes", message.getVectorBytes().toByteArray()));
    }
    if (message.getIdsCount() > 0) {
      into.ids(message.getIdsList());
    }
    if (message.hasK()) {
      into.k(message.getK());
    }
    if (message.hasEf()) {
      into.ef(message.getEf());
    }
    into.include(include(message));
    if (message.hasTimeoutMs()) {
      into.timeoutMillis(message.getTimeoutMs());
    }
    for (int number : message.getUnknownFields().asMap().keySet()) {
      throw into.unknown(RESERVED.getOrDefault(number, ""), "field " + number);
    }
  }

  @Override
  protected Optional<String> findQueryId(byte[] bytes) {
    return QueryIdField.find(bytes);
  }

  private static Query parse(byte[] bytes) throws Defect {
    try {
      return Query.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw Complaint.notA("Query", e);
    }
  }

  private static float[] vector(Query message) {
    float[] vector = new float[message.getVectorCount()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = message.getVector(i);
    }
    return vector;
  }

  private static Set<Include> include(Query message) throws Defect {
    Set<Include> include = EnumSet.noneOf(Include.class);
    for (int i = 0; i < message.getIncludeCount(); i++) {
      include.add(
          switch (message.getInclude(i)) {
            case ATTRIBUTES -> Include.ATTRIBUTES;
            case VECTOR -> Include.VECTOR;
            case INCLUDE_UNSPECIFIED, UNRECOGNIZED ->
                throw Defect.malformed(
                    "include",
                    "ATTRIBUTES or VECTOR",
                    Integer.toString(message.getIncludeValue(i)));
          });
    }
    return include;
  }
}
