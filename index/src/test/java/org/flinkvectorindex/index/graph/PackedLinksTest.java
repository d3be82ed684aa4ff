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

  @Test
  void manyAtOnceMayBeTooLargeFromAnyOn() {
    for (int large = 0; large < 8; large++) {
      PackedLinks links = new PackedLinks(COUNT, true);
      int[] expected = new int[COUNT];
      sameAsAnArray(links, expected, PackedLinks.NARROW, new Random(large));
      int[] many = new Random(large).ints(8, 0, PackedLinks.NARROW).toArray();
      many[large] = PackedLinks.NARROW + 1;
      links.set(40, many, large);
      links.set(100, many, many.length);
      System.arraycopy(many, 0, expected, 40, large);
      System.arraycopy(many, 0, expected, 100, many.length);
      int[] copied = new int[COUNT];
      links.get(0, COUNT, copied, 0);
      assertThat(copied).isEqualTo(expected);
    }
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
