package org.flinkvectorindex.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PoolTest {
  private record Seen(float distance, int slot, boolean answer) {}

  @Test
  void keepsTheNearestAnswersAndWhatLiesBetweenThem() {
    long seed = 17;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int ef = 1 + random.nextInt(20);
      Pool pool = new Pool();
      pool.clear(ef);
      List<Seen> all = new ArrayList<>();
      for (int slot = 0; slot < random.nextInt(100); slot++) {
        Seen seen = new Seen(random.nextInt(40) - 20, slot, random.nextInt(4) > 0);
        all.add(seen);
        pool.add(seen.distance, seen.slot, seen.answer);
      }
      all.sort(Comparator.comparingDouble(Seen::distance).thenComparingInt(Seen::slot));
      List<Seen> kept = new ArrayList<>();
      int answers = 0;
      for (Seen seen : all) {
        if (answers == ef) {
          break;
        }
        kept.add(seen);
        answers += seen.answer ? 1 : 0;
      }
      List<Seen> actual = new ArrayList<>();
      for (int i = 0; i < pool.size(); i++) {
        actual.add(new Seen(pool.distance(i), pool.slot(i), pool.answer(i)));
      }
      assertThat(actual).as("seed %d, round %d", seed, round).isEqualTo(kept);
    }
  }

  /** The sign of what is not a number is the machine's: x86 sets it. */
  @Test
  void whatIsNoNumberIsAsFarAsInfinity() {
    Pool pool = new Pool();
    pool.clear(4);
    pool.add(Float.intBitsToFloat(0xFFC00000), 1, true);
    pool.add(Float.intBitsToFloat(0x7FC00000), 3, true);
    pool.add(Float.POSITIVE_INFINITY, 2, true);
    pool.add(-5, 4, true);
    assertThat(pool.walk()).isEqualTo(4);
    assertThat(pool.walk()).isEqualTo(1);
    assertThat(pool.walk()).isEqualTo(2);
    assertThat(pool.distance(1)).isEqualTo(Float.POSITIVE_INFINITY);
    pool.add(-4, 5, true);
    assertThat(pool.size()).isEqualTo(4);
    assertThat(pool.slot(3)).isEqualTo(2);
    assertThat(pool.wants(Float.NaN)).isTrue();
    pool.add(-3, 6, true);
    pool.add(-2, 7, true);
    assertThat(pool.wants(Float.NaN)).isFalse();
  }

  @Test
  void walksFromEachOnceNearestFirst() {
    Pool pool = new Pool();
    pool.clear(3);
    pool.add(2, 20, true);
    pool.add(1, 10, true);
    assertThat(pool.walk()).isEqualTo(10);
    pool.add(0.5f, 5, false);
    pool.add(3, 30, true);
    assertThat(pool.walk()).isEqualTo(5);
    assertThat(pool.walk()).isEqualTo(20);
    pool.add(1.5f, 15, true);
    assertThat(pool.walk()).isEqualTo(15);
    assertThat(pool.walk()).isEqualTo(Pool.NONE);
  }
}
