package org.flinkvectorindex.connectors.protobuf;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.codec.MutationFields;
import org.flinkvectorindex.connectors.codec.MutationFields.Op;
import org.flinkvectorindex.connectors.codec.MutationRecord;
import org.flinkvectorindex.connectors.codec.VectorBytes;
import org.flinkvectorindex.connectors.json.AttributesText;
import org.flinkvectorindex.connectors.protobuf.v1.Records.Mutation;

/** Mutations as messages of {@code records.proto}; a key without a value is a delete. */
public final class ProtobufMutationDecoder extends MutationRecord {
  private static final long serialVersionUID = 1L;

  /**
   * @param tombstoneCollection the collection of which records with a key and a null value delete;
   *     empty where the source feeds several
   */
  public ProtobufMutationDecoder(Limits limits, Optional<String> tombstoneCollection) {
    super(limits, tombstoneCollection);
  }

  @Override
  protected void read(byte[] bytes, MutationFields into) throws Defect {
    Mutation message = parse(bytes);
    if (message.hasOp()) {
      into.op(op(message));
    }
    if (message.hasCollection()) {
      into.collection(message.getCollection());
    }
    if (message.hasId()) {
      into.id(message.getId());
    }
    if (message.getVectorCount() > 0) {
      into.vector(VectorBytes.requireFinite("vector", vector(message)));
    }
    if (message.hasVectorBytes()) {
      into.vector(VectorBytes.read("vector_bytes", message.getVectorBytes().toByteArray()));
    }
    if (message.hasAttributes()) {
      into.attributes(AttributesText.read(message.getAttributes()));
    }
    if (message.hasTs()) {
      into.ts(message.getTs());
    }
    if (message.hasVersion()) {
      into.version(message.getVersion());
    }
    if (message.hasTtlMs()) {
      into.ttlMillis(message.getTtlMs());
    }
    into.unknown(message.getUnknownFields().asMap().size());
  }

  private static Mutation parse(byte[] bytes) throws Defect {
    try {
      return Mutation.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw Complaint.notA("Mutation", e);
    }
  }

  private static float[] vector(Mutation message) {
    float[] vector = new float[message.getVectorCount()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = message.getVector(i);
    }
    return vector;
  }

  private static Op op(Mutation message) throws Defect {
    return switch (message.getOp()) {
      case UPSERT -> Op.UPSERT;
      case DELETE -> Op.DELETE;
      case OP_UNSPECIFIED, UNRECOGNIZED ->
          throw Defect.malformed("op", "UPSERT or DELETE", Integer.toString(message.getOpValue()));
    };
  }
}
