package org.flinkvectorindex.index.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.flinkvectorindex.index.MapStore;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final int COMMITS = 400;
  private static final int CHANGES = 32;

  /** Pages of which most are empty, and something in them changes always. */
  private static final class Sparse implements Journalled {
    int pages;
    int live;
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

  @Test
  void givesPagesBackAFewWithEachCommit() {
    Sparse shrinking = new Sparse(1000, 64_000);
    MapStore store = new MapStore();
    Journal journal = new Journal(shrinking, 0.5, store);
    // Twice round and on to the middle: there are log entries to be cut.
    for (int changes = 0; changes < 64_000 * 5 / 4; changes++) {
      journal.commit(1);
    }
    shrinking.pages = 1;
    shrinking.live = 1;
    int all = shrinking.written;
    for (int i = 0; i < 2000; i++) {
      int written = shrinking.written;
      int entries = store.log.size() + 1;
      journal.commit(1);
      assertThat(shrinking.written - written).as("pages of commit %d", i).isLessThan(20);
      assertThat(entries - store.log.size()).as("entries cut by commit %d", i).isLessThan(100);
    }
    assertThat(shrinking.written - all).as("those that are gone are written").isGreaterThan(999);
    assertThat(store.log.size()).as("the log is cut").isLessThan(100);
  }

  @Test
  void cutsALongLogALittleWithEachCommit() {
    Sparse emptied = new Sparse(16, 64_000);
    MapStore store = new MapStore();
    Journal journal = new Journal(emptied, 0.5, store);
    for (int i = 0; i < 20_000; i++) {
      journal.commit(1);
    }
    emptied.pages = 0;
    for (int i = 0; i < 1000; i++) {
      int entries = store.log.size() + 1;
      journal.commit(1);
      assertThat(entries - store.log.size()).as("entries cut by commit %d", i).isLessThan(100);
    }
    assertThat(store.log).as("the log is cut").isEmpty();
  }
}
