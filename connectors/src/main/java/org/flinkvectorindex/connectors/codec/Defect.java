package org.flinkvectorindex.connectors.codec;

import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Result.Code;

/**
 * What is wrong with one field. Never leaves a decoder; without a stack trace, since a topic may be
 * full of them.
 */
public final class Defect extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final Code code;

  public Defect(Reason reason, String detail) {
    this(
        reason,
        reason == Reason.UNKNOWN_COLLECTION ? Code.UNKNOWN_COLLECTION : Code.BAD_QUERY,
        detail);
  }

  private Defect(Reason reason, Code code, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
    this.code = code;
  }

  /** A field of the contract that this release doesn't serve yet. */
  public static Defect unsupported(String field) {
    return new Defect(
        Reason.BAD_QUERY, Code.UNSUPPORTED, field + ": is not supported by this release");
  }

  public static Defect malformed(String field, String expected, String got) {
    return new Defect(Reason.MALFORMED, "%s: expected %s, got %s".formatted(field, expected, got));
  }

  /** A required field that is not there. */
  public static Defect missing(String field) {
    return new Defect(Reason.MISSING_FIELD, field + ": expected a value, got nothing");
  }

  public Reason reason() {
    return reason;
  }

  /** What a query is answered with. */
  public Code code() {
    return code;
  }
}
