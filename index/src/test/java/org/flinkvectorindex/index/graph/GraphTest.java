package org.flinkvectorindex.index.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphTest {
  private static final int M = 4;
  private static final long REGION = 1 << 20;

  /** Links of three bytes, and those to slots that three can't hold. */
  @Test
  void isTheSameHoweverLinksAreHeld() {
    int far = PackedLinks.NARROW + 2;
    Graph narrow = new Graph(M, true);
    Graph wide = new Graph(M, false);
    for (Graph graph : new Graph[] {narrow, wide}) {
      graph.add(1, Graph.LIVE, 2, 0);
      graph.add(2, Graph.LIVE, 0, 0);
      graph.add(far, Graph.LIVE, 1, 0);
      graph.links(2, 0, new int[] {1, PackedLinks.NARROW}, 2);
      graph.links(1, 2, new int[] {far}, 1);
      graph.append(1, 0, 2);
      graph.append(far, 0, 2);
    }
    assertThat(narrow.wideLinks(2, 0)).isNull();
    same(narrow, wide, 1, 2, far);
    for (Graph graph : new Graph[] {narrow, wide}) {
      graph.append(1, 0, far);
      graph.links(far, 0, new int[] {1, far - 1}, 2);
    }
    same(narrow, wide, 1, 2, far);
    assertThat(narrow.linked(1, far, 0)).isTrue();
    assertThat(narrow.linked(far, 2, 0)).isFalse();
    int[] copied = new int[3];
    assertThat(narrow.copyLinks(far, 0, copied, 1)).isEqualTo(2);
    assertThat(copied).containsExactly(0, 1, far - 1);
  }

  /** An array that fills half a region of the G1 collector has a whole one, whatever is left. */
  @ParameterizedTest
  @ValueSource(ints = {4, 16, 32, 63, 64})
  void aPageIsFarFromFillingARegion(int m) {
    for (boolean narrow : new boolean[] {false, true}) {
      Graph graph = new Graph(m, narrow);
      graph.add(0, Graph.LIVE, 0, 0);
      assertThat(graph.heapBytes()).isLessThan(REGION / 2);
    }
  }

  /** Beside a graph of the same nodes without any. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesOfUpperLinksAreAsCounted(boolean narrow) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Graph graph = new Graph(M, narrow);
    Graph plain = new Graph(M, narrow);
    int[] spare = new int[Graph.MAX_LEVEL + 1];
    for (int i = 0; i < 20_000; i++) {
      // Grows and shrinks, so that spare links run over and run out.
      boolean adds = random.nextInt(10) < (i / 2500 % 2 == 0 ? 8 : 2);
      int slot = random.nextInt(3000);
      int level = random.nextInt(4);
      boolean free = graph.state(slot) == Graph.FREE;
      if (adds && (free || random.nextInt(10) == 0)) {
        graph.add(slot, Graph.LIVE, level, 0);
        plain.add(slot, Graph.LIVE, 0, 0);
        spare[level] -= level > 0 && spare[level] > 0 ? 1 : 0;
      } else if (!adds && !free) {
        int gone = graph.level(slot);
        graph.free(slot);
        plain.free(slot);
        spare[gone] += gone > 0 && spare[gone] < 256 ? 1 : 0;
      }
      if (i % 500 == 499) {
        long bytes = 0;
        for (int each = 0; each < graph.high(); each++) {
          bytes += graph.state(each) == Graph.FREE ? 0 : bytes(graph.level(each));
        }
        for (int each = 1; each < spare.length; each++) {
          bytes += spare[each] * bytes(each);
        }
        assertThat(graph.heapBytes() - plain.heapBytes())
            .as("seed %d, after %d", seed, i)
            .isEqualTo(bytes);
      }
    }
  }

  /** Of the links of a node above the ground layer. */
  private static long bytes(int level) {
    return level == 0 ? 0 : 16 + 4L * level * (M + 1);
  }

  private static void same(Graph narrow, Graph wide, int... slots) {
    for (int slot : slots) {
      assertThat(narrow.hash(slot)).as("slot %d", slot).isEqualTo(wide.hash(slot));
    }
  }
}
