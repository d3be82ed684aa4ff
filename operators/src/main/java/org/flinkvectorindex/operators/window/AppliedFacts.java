package org.flinkvectorindex.operators.window;

import java.util.Optional;
import org.flinkvectorindex.connectors.record.Change;

/** Changes that were applied. A delete has no attributes. */
enum AppliedFacts implements Facts<Change> {
  INSTANCE;

  @Override
  public String collection(Change change) {
    return change.collection();
  }

  @Override
  public long ts(Change change) {
    return change.ts();
  }

  @Override
  public Optional<String> attributes(Change change) {
    return change instanceof Change.Upserted upserted ? upserted.attributes() : Optional.empty();
  }

  @Override
  public boolean ofChanges() {
    return true;
  }

  @Override
  public void add(Change change, long ts, long nowMillis, Aggregate to) {
    to.add(change, nowMillis);
  }
}
