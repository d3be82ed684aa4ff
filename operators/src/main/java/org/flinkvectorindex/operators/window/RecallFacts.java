package org.flinkvectorindex.operators.window;

import java.util.Optional;
import org.flinkvectorindex.operators.recall.RecallSample;

/** Queries that were answered exactly as well, by when that was. */
enum RecallFacts implements Facts<RecallSample> {
  INSTANCE;

  @Override
  public String collection(RecallSample sample) {
    return sample.collection();
  }

  @Override
  public long ts(RecallSample sample) {
    return sample.ts();
  }

  @Override
  public Optional<String> attributes(RecallSample sample) {
    return Optional.empty();
  }

  @Override
  public boolean ofChanges() {
    return false;
  }

  @Override
  public void add(RecallSample sample, long ts, long nowMillis, Aggregate to) {
    to.addRecall(sample.recall(), ts);
  }
}
