package org.flinkvectorindex.connectors.json;

import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Result.Code;

/**
 * What is wrong with one field. Never leaves this package; without a stack trace, since a topic may
 * be full of them.
 */
final class Defect extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final Code code;

  Defect(Reason reason, String detail) {
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
  static Defect unsupported(String field) {
    return new Defect(
        Reason.BAD_QUERY, Code.UNSUPPORTED, field + ": is not supported by this release");
  }

  static Defect malformed(String field, String expected, String got) {
    return new Defect(Reason.MALFORMED, "%s: expected %s, got %s".formatted(field, expected, got));
  }

  Reason reason() {
    return reason;
  }

  /** What a query is answered with. */
  Code code() {
    return code;
  }
}
