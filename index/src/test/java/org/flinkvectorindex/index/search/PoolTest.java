package org.flinkvectorindex.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoolTest {
  private record Seen(float distance, int slot, boolean answer) {}

  /** Against a plain list of all that was seen, walked from in between. */
  @Test
  void keepsTheNearestAnswersAndWalksThroughWhatLiesBetweenThem() {
    long seed = 17;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      int ef = 1 + random.nextInt(20);
      double answered = random.nextDouble();
      Pool pool = new Pool();
      pool.clear(ef);
      List<Seen> all = new ArrayList<>();
      Set<Integer> walked = new HashSet<>();
      for (int slot = 0; slot < random.nextInt(400); slot++) {
        Seen seen =
            new Seen(random.nextInt(40) - 20, slot, slot == 0 || random.nextDouble() < answered);
        all.add(seen);
        all.sort(Comparator.comparingDouble(Seen::distance).thenComparingInt(Seen::slot));
        pool.add(seen.distance, seen.slot, seen.answer);
        if (random.nextInt(3) == 0) {
          int next =
              kept(all, ef).stream()
                  .map(Seen::slot)
                  .filter(walked::add)
                  .findFirst()
                  .orElse(Pool.NONE);
          assertThat(pool.walk()).as("seed %d, round %d", seed, round).isEqualTo(next);
        }
        assertThat(pool.nearest()).isEqualTo(all.get(0).slot);
      }
      List<Seen> actual = new ArrayList<>();
      for (int i = 0; i < pool.size(); i++) {
        actual.add(new Seen(pool.distance(i), pool.slot(i), true));
      }
      assertThat(actual)
          .as("seed %d, round %d", seed, round)
          .isEqualTo(kept(all, ef).stream().filter(Seen::answer).toList());
    }
  }

  private static List<Seen> kept(List<Seen> ascending, int ef) {
    List<Seen> kept = new ArrayList<>();
    int answers = 0;
    for (Seen seen : ascending) {
      if (answers == ef) {
        break;
      }
      kept.add(seen);
      answers += seen.answer ? 1 : 0;
    }
    return kept;
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
