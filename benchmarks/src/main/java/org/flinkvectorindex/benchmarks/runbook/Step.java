package org.flinkvectorindex.benchmarks.runbook;

/** One step of a runbook of big-ann-benchmarks' streaming track. Ends are exclusive. */
sealed interface Step {

  void apply(Target target);

  /** What a step is applied to. */
  interface Target {
    void upsert(int tag, int row);

    void delete(int tag);

    void search();
  }

  /** Row <i>i</i> comes in with tag <i>i</i>. */
  record Insert(int start, int end) implements Step {
    @Override
    public void apply(Target target) {
      for (int row = start; row < end; row++) {
        target.upsert(row, row);
      }
    }
  }

  record Delete(int start, int end) implements Step {
    @Override
    public void apply(Target target) {
      for (int tag = start; tag < end; tag++) {
        target.delete(tag);
      }
    }
  }

  /** Tags get other rows. */
  record Replace(int tagsStart, int tagsEnd, int rowsStart) implements Step {
    @Override
    public void apply(Target target) {
      for (int tag = tagsStart; tag < tagsEnd; tag++) {
        target.upsert(tag, rowsStart + tag - tagsStart);
      }
    }
  }

  record Search() implements Step {
    @Override
    public void apply(Target target) {
      target.search();
    }
  }
}
