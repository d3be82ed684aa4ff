package org.flinkvectorindex.index.graph;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static void same(Graph narrow, Graph wide, int... slots) {
    for (int slot : slots) {
      assertThat(narrow.hash(slot)).as("slot %d", slot).isEqualTo(wide.hash(slot));
    }
  }
}
