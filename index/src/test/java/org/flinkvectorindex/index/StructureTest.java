package org.flinkvectorindex.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flinkvectorindex.index.Quantizer.Originals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What {@code auto} becomes, and when. */
class StructureTest {
  private static final int DIMENSION = 17;
  private static final int UNTIL = 300;
  private static final Structure.Hnsw GRAPH = new Structure.Hnsw(8, 60, UNTIL);
  private static final Structure.Ivf LISTS = new Structure.Ivf(0, UNTIL);

  private final RandomOperations operations = new RandomOperations(5, DIMENSION, 0);
  private final MapStore store = new MapStore();

  private VectorIndex index(Structure structure, int vectors) {
    VectorIndex index =
        VectorIndex.create(new IndexSpec(structure, DIMENSION, Metric.L2, 0.5), store);
    grow(index, vectors);
    return index;
  }

  private void grow(VectorIndex index, int vectors) {
    while (index.size() < vectors) {
      operations.next().apply(index, store);
    }
  }

  @Test
  void vectorsAsTheyAreBecomeAGraph() {
    assertThat(Structure.Auto.of(Quantizer.NONE, GRAPH, LISTS).then()).isEqualTo(GRAPH);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void codesBecomeLists(Quantizer.Kind kind) {
    int bits = kind == Quantizer.Kind.SQ8 ? 8 : 2;
    Quantizer quantizer = new Quantizer(kind, bits, 0, Originals.HEAP);
    assertThat(Structure.Auto.of(quantizer, GRAPH, LISTS).then()).isEqualTo(LISTS);
  }

  @Test
  void nothingBecomesWhatItIs() {
    assertThatThrownBy(() -> new Structure.Auto(new Structure.Flat()))
        .hasMessageContaining("allowed: a graph, inverted lists");
  }

  @Test
  void aGraphTakesOverSomeVectorsWithEachOperation() {
    VectorIndex index = index(new Structure.Auto(GRAPH), UNTIL);
    assertThat(index.oneByOne()).isEqualTo(UNTIL);
    operations.next().apply(index, store);
    assertThat(index.oneByOne()).isBetween(UNTIL - 3, UNTIL - 1);
    grow(index, 2 * UNTIL);
    assertThat(index.oneByOne()).isZero();
  }

  @Test
  void listsTakeOverAtOnceAndGiveBackWhatIsSmallAgain() {
    VectorIndex index = index(new Structure.Auto(LISTS), UNTIL);
    assertThat(index.oneByOne()).isEqualTo(UNTIL);
    grow(index, UNTIL + 1);
    assertThat(index.oneByOne()).isZero();
    operations.delete().apply(index, store);
    assertThat(index.oneByOne()).isEqualTo(UNTIL);
  }

  @Test
  void whatIsFlatStaysFlat() {
    assertThat(index(new Structure.Flat(), 2 * UNTIL).oneByOne()).isEqualTo(2 * UNTIL);
  }
}
