package org.flinkvectorindex.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.flinkvectorindex.index.Quantizer.Originals;
import org.flinkvectorindex.index.ivf.IvfIndex;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever starts a job waits for it: it must not end the job, whatever is configured. */
final class RehearsalTest {
  static Stream<Arguments> specs() {
    return Stream.of(
            Quantizer.NONE,
            new Quantizer(Quantizer.Kind.SQ8, 8, 0, Originals.HEAP),
            new Quantizer(Quantizer.Kind.PQ, 2, 0, Originals.STORE),
            new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Originals.STORE))
        .flatMap(
            quantizer ->
                Arrays.stream(Metric.values()).map(metric -> Arguments.of(quantizer, metric)));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void runsWithWhateverIsConfigured(Quantizer quantizer, Metric metric) {
    Structure lists = new Structure.Ivf(0, 100);
    List<Structure> structures =
        quantizer.kind() == Quantizer.Kind.PQ
            ? List.of(lists)
            : List.of(lists, new Structure.Auto(lists), new Structure.Flat());
    for (Structure structure : structures) {
      for (int dimension : new int[] {1, 17, 96}) {
        IndexSpec spec = new IndexSpec(structure, dimension, metric, 0.5, quantizer);
        VectorIndex rehearsed = Rehearsal.of(spec, Long.MAX_VALUE);
        if (rehearsed instanceof IvfIndex index) {
          assertThat(index.lists()).as("lists, so one was split").isGreaterThan(1);
        }
      }
    }
  }
}
