package org.flinkvectorindex.index.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedLinksTest {
  private static final int COUNT = 320;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesWhatWasSet(boolean narrow) {
    PackedLinks links = new PackedLinks(COUNT, narrow);
    sameAsAnArray(links, new int[COUNT], PackedLinks.NARROW, new Random(1));
    assertThat(links.heapBytes() / COUNT).isEqualTo(narrow ? 3 : 4);
  }

  @Test
  void theFirstThatIsTooLargeMakesAllWide() {
    PackedLinks links = new PackedLinks(COUNT, true);
    int[] expected = new int[COUNT];
    Random random = new Random(2);
    sameAsAnArray(links, expected, PackedLinks.NARROW, random);
    links.set(COUNT - 1, PackedLinks.NARROW + 1);
    expected[COUNT - 1] = PackedLinks.NARROW + 1;
    sameAsAnArray(links, expected, (1 << 30) - 1, random);
    assertThat(links.heapBytes() / COUNT).isEqualTo(4);
  }

  private static void sameAsAnArray(PackedLinks links, int[] expected, int most, Random random) {
    for (int i = 0; i < 2 * COUNT; i++) {
      int at = random.nextInt(COUNT);
      expected[at] = i % 7 == 0 ? most : random.nextInt(most + 1);
      links.set(at, expected[at]);
      int from = random.nextInt(COUNT);
      int[] copied = new int[3 + COUNT - from];
      links.get(from, COUNT - from, copied, 3);
      assertThat(Arrays.copyOfRange(copied, 3, copied.length))
          .isEqualTo(Arrays.copyOfRange(expected, from, COUNT));
      assertThat(links.get(at)).isEqualTo(expected[at]);
    }
  }
}
