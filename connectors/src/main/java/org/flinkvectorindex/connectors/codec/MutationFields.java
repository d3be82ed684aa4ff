package org.flinkvectorindex.connectors.codec;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.RawRecord;

/**
 * The fields of one mutation as they are met, each checked by itself, then what they say together.
 */
public final class MutationFields {
  public static final Range VERSION = new Range("version", 0, Long.MAX_VALUE);
  public static final Range TTL = new Range("ttl_ms", 1, Long.MAX_VALUE);

  /** What is to be done. */
  public enum Op {
    UPSERT,
    DELETE
  }

  private final Limits limits;
  private Optional<Op> op = Optional.empty();
  private Optional<String> collection = Optional.empty();
  private Optional<String> id = Optional.empty();
  private Optional<float[]> vector = Optional.empty();
  private Optional<String> attributes = Optional.empty();
  private OptionalLong ts = OptionalLong.empty();
  private OptionalLong version = OptionalLong.empty();
  private Optional<Duration> ttl = Optional.empty();
  private int ofUpsertsOnly;
  private int unknown;

  public MutationFields(Limits limits) {
    this.limits = limits;
  }

  public void op(Op op) {
    this.op = Optional.of(op);
  }

  public void collection(String name) throws Defect {
    collection = Optional.of(Names.collection(name));
  }

  public void id(String id) throws Defect {
    this.id = Optional.of(Names.id("id", id));
  }

  /** In milliseconds since the epoch. */
  public void ts(long ts) throws Defect {
    this.ts = OptionalLong.of(Timestamps.believed("ts", ts, limits));
  }

  public void version(long version) throws Defect {
    this.version = OptionalLong.of(VERSION.require(version));
  }

  public void ttlMillis(long ttl) throws Defect {
    ofUpsertsOnly++;
    this.ttl = Optional.of(Duration.ofMillis(TTL.require(ttl)));
  }

  /**
   * @param finite components
   */
  public void vector(float[] finite) throws Defect {
    ofUpsertsOnly++;
    if (vector.isPresent()) {
      throw Defect.malformed("vector", "one of vector and vector_b64", "both");
    }
    vector = Optional.of(finite);
  }

  /**
   * @param compact a JSON object as text; empty where it has no keys
   */
  public void attributes(Optional<String> compact) {
    ofUpsertsOnly++;
    attributes = compact;
  }

  /** Fields that the contract doesn't know. */
  public void unknown(int fields) {
    unknown += fields;
  }

  /** What the fields say together. */
  public Mutation mutation(RawRecord raw) throws Defect {
    Op op = required("op", this.op);
    String collection = required("collection", this.collection);
    String id = required("id", this.id);
    float[] vector = op == Op.UPSERT ? required("vector or vector_b64", this.vector) : new float[0];
    long ts =
        this.ts.isPresent() ? this.ts.getAsLong() : Timestamps.believedOfBroker(raw.ts(), limits);
    return switch (op) {
      case UPSERT ->
          new Mutation.Upsert(collection, id, vector, attributes, ts, version, ttl, raw.origin());
      case DELETE -> new Mutation.Delete(collection, id, ts, version, raw.origin());
    };
  }

  /** How many fields mean nothing here. */
  public int ignored() {
    return op.equals(Optional.of(Op.DELETE)) ? unknown + ofUpsertsOnly : unknown;
  }

  private static <T> T required(String field, Optional<T> value) throws Defect {
    return value.orElseThrow(() -> Defect.missing(field));
  }
}
