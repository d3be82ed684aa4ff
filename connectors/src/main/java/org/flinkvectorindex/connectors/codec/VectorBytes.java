package org.flinkvectorindex.connectors.codec;

import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.serde.Fields;

/** Vectors of finite components only. */
public final class VectorBytes {
  private VectorBytes() {}

  /** From little-endian float32. */
  public static float[] read(String field, byte[] littleEndian) throws Defect {
    if (littleEndian.length % Float.BYTES != 0) {
      throw Defect.malformed(field, "a multiple of 4 bytes", littleEndian.length + " bytes");
    }
    return requireFinite(field, Fields.floats(littleEndian));
  }

  public static float[] requireFinite(String field, float[] vector) throws Defect {
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw notFinite("%s[%d]".formatted(field, i), Float.toString(vector[i]));
      }
    }
    return vector;
  }

  public static Defect notFinite(String field, String got) {
    return new Defect(
        Reason.NOT_FINITE, "%s: expected a finite float32, got %s".formatted(field, got));
  }
}
