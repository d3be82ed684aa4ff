package org.flinkvectorindex.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.flinkvectorindex.index.search.Pool;
import org.junit.jupiter.api.Test;

final class CandidatesTest {
  private final Candidates candidates = new Candidates();

  private static List<Integer> slots(Pool pool) {
    return IntStream.range(0, pool.size()).mapToObj(pool::slot).toList();
  }

  @Test
  void keepAllThatIsInQuestionUnderTheLastBoundInOrder() {
    Random random = new Random(5);
    for (int round = 0; round < 3; round++) {
      candidates.clear();
      float bound = Float.POSITIVE_INFINITY;
      List<float[]> all = new ArrayList<>();
      for (int slot = 0; slot < 20_000; slot++) {
        float least = random.nextInt(2000) - 500;
        candidates.add(least, slot, bound);
        all.add(new float[] {least, slot});
        bound = slot < 3000 ? bound : 600 - slot / 50;
      }
      float last = bound;
      all.removeIf(each -> each[0] > last);
      all.sort((a, b) -> a[0] != b[0] ? Float.compare(a[0], b[0]) : Float.compare(a[1], b[1]));
      Pool found = candidates.ordered(last);
      assertThat(slots(found)).isEqualTo(all.stream().map(each -> (int) each[1]).toList());
      assertThat(found.distance(0)).isEqualTo(all.get(0)[0]);
    }
  }

  @Test
  void whatIsNotANumberComesLastUntilThereIsABound() {
    candidates.clear();
    candidates.add(Float.NaN, 3, Float.POSITIVE_INFINITY);
    candidates.add(2, 1, Float.POSITIVE_INFINITY);
    assertThat(slots(candidates.ordered(Float.POSITIVE_INFINITY))).containsExactly(1, 3);
    assertThat(slots(candidates.ordered(2))).containsExactly(1);
  }
}
