package org.flinkvectorindex.connectors.codec;

import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Code;

/**
 * An answer that no broker would take (many hits with their vectors) becomes an error, since the
 * alternative is a job that fails on it again and again.
 */
public final class AnswerLimit {

  /** Below the limit that brokers and producers come with, 1 MiB with all overhead. */
  public static final int DEFAULT_BYTES = 1_000_000;

  private AnswerLimit() {}

  public static Result.Failed tooLarge(Result.Answer answer, int maxBytes) {
    return new Result.Failed(
        answer.queryId(),
        Code.BAD_QUERY,
        "expected an answer of at most %d bytes, got more: ask for fewer neighbours, or without vectors"
            .formatted(maxBytes));
  }
}
