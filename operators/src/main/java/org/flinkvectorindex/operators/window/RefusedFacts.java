package org.flinkvectorindex.operators.window;

import java.util.Optional;
import org.flinkvectorindex.operators.admit.Refusal;

/** Changes that were not. */
enum RefusedFacts implements Facts<Refusal> {
  INSTANCE;

  @Override
  public String collection(Refusal refusal) {
    return refusal.collection();
  }

  @Override
  public long ts(Refusal refusal) {
    return refusal.ts();
  }

  @Override
  public Optional<String> attributes(Refusal refusal) {
    return Optional.empty();
  }

  @Override
  public boolean ofChanges() {
    return false;
  }

  @Override
  public void add(Refusal refusal, long ts, long nowMillis, Aggregate to) {
    to.addReject(refusal.reason(), ts);
  }
}
