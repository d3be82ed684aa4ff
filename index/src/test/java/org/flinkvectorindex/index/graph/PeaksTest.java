package org.flinkvectorindex.index.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeaksTest {
  private static final int PAGES = 1000;
  private static final int SLOTS = 8;
  private static final long SEED = 3;

  private final int[][] levels = new int[PAGES][SLOTS];
  private int asked;
  private final Peaks peaks = new Peaks(this::peak);

  private int peak(int page) {
    asked++;
    int peak = Graph.NONE;
    for (int level : levels[page]) {
      peak = Math.max(peak, level);
    }
    return peak;
  }

  @Test
  void knowsTheFirstPageWithTheHighestAndLooksAtOneAChange() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    for (int[] page : levels) {
      Arrays.fill(page, Graph.NONE);
    }
    assertThat(peaks.highest()).isEqualTo(Graph.NONE);
    for (int i = 0; i < 60_000; i++) {
      // Pages come by and by, and nearly all goes again in the end.
      int page = random.nextInt(Math.min(PAGES, i / 10 + 1));
      int slot = random.nextInt(SLOTS);
      boolean add = random.nextInt(60_000) > i;
      int before = asked;
      int old = levels[page][slot];
      if (add && old == Graph.NONE) {
        levels[page][slot] = Math.min(Graph.MAX_LEVEL, (int) -Math.log(random.nextDouble()));
        peaks.rise(page, levels[page][slot]);
      } else if (!add && old != Graph.NONE) {
        levels[page][slot] = Graph.NONE;
        peaks.fall(page, old);
      }
      assertThat(asked - before).as("pages looked at").isLessThanOrEqualTo(1);
      if (i % 20 == 0) {
        compare();
      }
    }
  }

  private void compare() {
    int highest = Graph.NONE;
    int first = 0;
    for (int page = 0; page < PAGES; page++) {
      for (int level : levels[page]) {
        if (level > highest) {
          highest = level;
          first = page;
        }
      }
    }
    assertThat(peaks.highest()).isEqualTo(highest);
    if (highest != Graph.NONE) {
      assertThat(peaks.first()).isEqualTo(first);
    }
  }
}
