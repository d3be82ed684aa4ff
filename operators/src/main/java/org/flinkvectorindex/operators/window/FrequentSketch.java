package org.flinkvectorindex.operators.window;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.WindowStatistics.Frequent;
import org.flinkvectorindex.connectors.serde.Fields;

/**
 * What came most often, by a sketch of 96 counters (arXiv 1705.07001): whatever is more than 2.8 %
 * of all is there, counted at most that share too high. Exact for up to 96 different items. Empty
 * ones take no memory.
 */
final class FrequentSketch {
  static final int MAP = 128;
  static final int SHOWN = 10;

  private static final ArrayOfStringsSerDe STRINGS = new ArrayOfStringsSerDe();

  private Optional<ItemsSketch<String>> sketch = Optional.empty();

  void add(String item) {
    if (sketch.isEmpty()) {
      sketch = Optional.of(new ItemsSketch<>(MAP));
    }
    sketch.get().update(item);
  }

  void merge(FrequentSketch other) {
    if (sketch.isEmpty()) {
      sketch = other.sketch;
    } else {
      other.sketch.ifPresent(items -> sketch.get().merge(items));
    }
  }

  /** Most frequent first, ties by item. */
  List<Frequent> top() {
    return sketch
        .map(
            items ->
                Arrays.stream(items.getFrequentItems(ErrorType.NO_FALSE_NEGATIVES))
                    .map(
                        row ->
                            new Frequent(
                                row.getItem(),
                                row.getUpperBound(),
                                row.getUpperBound() - row.getLowerBound()))
                    .sorted(
                        Comparator.comparingLong(Frequent::count)
                            .reversed()
                            .thenComparing(Frequent::item))
                    .limit(SHOWN)
                    .toList())
        .orElse(List.of());
  }

  void write(DataOutputView out) throws IOException {
    Fields.writeOptional(
        sketch, (items, to) -> Fields.writeBytes(items.toByteArray(STRINGS), to), out);
  }

  static FrequentSketch read(DataInputView in) throws IOException {
    FrequentSketch read = new FrequentSketch();
    read.sketch =
        Fields.readOptional(
            each -> ItemsSketch.getInstance(Memory.wrap(Fields.readBytes(each)), STRINGS), in);
    return read;
  }
}
