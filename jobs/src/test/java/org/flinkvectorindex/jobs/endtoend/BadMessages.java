package org.flinkvectorindex.jobs.endtoend;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;

/** Protobuf mutations that are wrong in one way each. */
final class BadMessages {
  /** A message, and what is wrong with it. */
  record Bad(byte[] value, Reason reason) {}

  private static final int KINDS = 16;

  private final Random random;
  private final int dimension;

  BadMessages(Random random, int dimension) {
    this.random = random;
    this.dimension = dimension;
  }

  Bad next() {
    Records.Mutation.Builder good = good();
    byte[] bytes = good.build().toByteArray();
    return switch (random.nextInt(KINDS)) {
      case 0 -> bad(Arrays.copyOf(bytes, bytes.length - 1 - random.nextInt(4)), Reason.MALFORMED);
      case 1 -> bad(changed(bytes, 0, 0), Reason.MALFORMED); // no field has number 0
      case 2 -> bad(changed(bytes, 0, bytes[0] | 7), Reason.MALFORMED); // no such wire type
      case 3 -> bad(changed(bytes, 3, 0x7f), Reason.MALFORMED); // longer than it is
      case 4 -> bad(after(bytes, 1 + random.nextInt(7)), Reason.MALFORMED);
      case 5 -> bad(good.setOpValue(3 + random.nextInt(100)), Reason.MALFORMED);
      case 6 -> bad(good.clearId(), Reason.MISSING_FIELD);
      case 7 -> bad(good.clearVector(), Reason.MISSING_FIELD);
      case 8 -> bad(good.setId("{" + random.nextInt() + "}"), Reason.BAD_ID);
      case 9 -> bad(good.setCollection("nobody"), Reason.UNKNOWN_COLLECTION);
      case 10 -> bad(good.addVector(1), Reason.DIMENSION_MISMATCH);
      case 11 -> bad(good.setVector(random.nextInt(dimension), Float.NaN), Reason.NOT_FINITE);
      case 12 ->
          bad(
              good.clearVector().setVectorBytes(ByteString.copyFrom(new byte[4 * dimension])),
              Reason.ZERO_NORM);
      case 13 -> bad(good.setTs(-1L - random.nextInt(1_000)), Reason.BAD_TIMESTAMP);
      case 14 -> bad(good.setAttributes("{\"a\":{}}"), Reason.BAD_ATTRIBUTE);
      default -> bad(good.setVectorBytes(ByteString.copyFrom(new byte[3])), Reason.MALFORMED);
    };
  }

  static List<Reason> reasons() {
    return List.of(
        Reason.MALFORMED,
        Reason.MISSING_FIELD,
        Reason.BAD_ID,
        Reason.UNKNOWN_COLLECTION,
        Reason.DIMENSION_MISMATCH,
        Reason.NOT_FINITE,
        Reason.ZERO_NORM,
        Reason.BAD_TIMESTAMP,
        Reason.BAD_ATTRIBUTE);
  }

  /** It begins with one byte of op after its tag, then the collection; it ends in a long varint. */
  private Records.Mutation.Builder good() {
    Records.Mutation.Builder message =
        Records.Mutation.newBuilder()
            .setOp(Records.Mutation.Op.UPSERT)
            .setCollection(Workload.COLLECTION)
            .setId("bad-" + random.nextInt())
            .setTs(1_732_200_000_000L)
            .setVersion(Long.MAX_VALUE - random.nextInt(1_000_000));
    for (int i = 0; i < dimension; i++) {
      message.addVector((float) random.nextGaussian());
    }
    return message;
  }

  private static Bad bad(Records.Mutation.Builder message, Reason reason) {
    return bad(message.build().toByteArray(), reason);
  }

  private static Bad bad(byte[] bytes, Reason reason) {
    return new Bad(bytes, reason);
  }

  private static byte[] changed(byte[] bytes, int at, int to) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) to;
    return changed;
  }

  /** With the begin of another field that never comes. */
  private static byte[] after(byte[] bytes, int announced) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 2);
    longer[bytes.length] = 6 << 3 | 2;
    longer[bytes.length + 1] = (byte) announced;
    return longer;
  }
}
