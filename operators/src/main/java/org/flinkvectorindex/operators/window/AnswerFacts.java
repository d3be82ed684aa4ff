package org.flinkvectorindex.operators.window;

import java.util.Optional;
import org.flinkvectorindex.connectors.record.Result;

/** Queries that were answered, by the broker's timestamp; errors are of no collection. */
enum AnswerFacts implements Facts<Result> {
  INSTANCE;

  @Override
  public String collection(Result result) {
    return result instanceof Result.Answer answer ? answer.from() : "";
  }

  @Override
  public long ts(Result result) {
    return result instanceof Result.Answer answer ? answer.order().value() : 0;
  }

  @Override
  public Optional<String> attributes(Result result) {
    return Optional.empty();
  }

  @Override
  public boolean ofChanges() {
    return false;
  }

  @Override
  public void add(Result result, long ts, long nowMillis, Aggregate to) {
    if (result instanceof Result.Answer answer) {
      to.add(answer, ts);
    }
  }
}
