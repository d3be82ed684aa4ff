package org.flinkvectorindex.index.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.flinkvectorindex.index.MapStore;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final int COMMITS = 400;
  private static final int CHANGES = 32;

  /** Pages of which most are empty, and something in them changes always. */
  private static final class Sparse implements Journalled {
    final int pages;
    final int live;
    int written;

    Sparse(int pages, int live) {
      this.pages = pages;
      this.live = live;
    }

    @Override
    public byte[] drain() {
      return new byte[] {1};
    }

    @Override
    public int pages() {
      return pages;
    }

    @Override
    public int live() {
      return live;
    }

    @Override
    public byte[] image(int page, long sequence) {
      written++;
      return new byte[] {2};
    }

    @Override
    public long restore(int page, byte[] image) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void replay(long sequence, byte[] entry, Stale stale) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void writesFewPagesOfManyThatAreEmptyAndCutsTheLogAllTheSame() {
    Sparse sparse = new Sparse(1000, 1);
    MapStore store = new MapStore();
    Journal journal = new Journal(sparse, 0.5, store);
    for (int i = 0; i < COMMITS; i++) {
      int before = sparse.written;
      journal.commit(CHANGES);
      assertThat(sparse.written - before).as("pages of commit %d", i).isLessThan(CHANGES);
    }
    assertThat(store.pages).as("the cursor came round").hasSize(1000);
    assertThat(store.log.size()).as("the log is cut").isLessThan(COMMITS / 2);
  }

  @Test
  void writesAllPagesOnceInTheLagOfWhatIsLive() {
    Sparse full = new Sparse(100, 6400);
    MapStore store = new MapStore();
    Journal journal = new Journal(full, 0.5, store);
    for (int changes = 0; changes < 6400 / 2; changes += CHANGES) {
      journal.commit(CHANGES);
    }
    assertThat(full.written).isEqualTo(100);
    assertThat(store.pages).hasSize(100);
  }
}
