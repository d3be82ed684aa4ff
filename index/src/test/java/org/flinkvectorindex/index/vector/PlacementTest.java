package org.flinkvectorindex.index.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
  private static final int REGION = 1 << 20;
  private static final int HEADER = 16;

  @ParameterizedTest
  @CsvSource({
    "8,4,0",
    "104,4,0",
    "112,4,0",
    "784,4,0",
    "1536,4,0",
    "8192,4,0",
    "29,1,16",
    "128,1,16"
  })
  void everySlotHasARowOfItsOwn(int stride, int elementBytes, int slack) {
    Placement places = new Placement(stride, elementBytes, slack);
    int rows = (REGION - 64 - slack * elementBytes) / (stride * elementBytes);
    Random random = new Random(stride);
    for (int i = 0; i < 100_000; i++) {
      int near = random.nextInt(1 << 30 >>> random.nextInt(30)) / rows * rows;
      for (int slot = Math.max(0, near - 1); slot <= near + 1; slot++) {
        assertThat(places.page(slot)).isEqualTo(slot / rows);
        assertThat(places.row(slot)).isEqualTo(slot % rows);
        assertThat(places.pages(slot + 1)).isEqualTo(slot / rows + 1);
        assertThat(places.room(slot)).isGreaterThan(slot % rows).isLessThanOrEqualTo(rows);
        assertThat(places.offset(slot) + stride + slack)
            .isLessThanOrEqualTo(places.length(places.room(slot)));
      }
    }
    assertThat(places.pages(0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "8,4,0",
    "104,4,0",
    "112,4,0",
    "784,4,0",
    "1536,4,0",
    "8192,4,0",
    "29,1,16",
    "128,1,16"
  })
  void aPageIsARegionOfItsOwnAndRowsBeginAtItsSecondLine(int stride, int elementBytes, int slack) {
    Placement places = new Placement(stride, elementBytes, slack);
    int rows = (REGION - 64 - slack * elementBytes) / (stride * elementBytes);
    long bytes = HEADER + (long) elementBytes * places.length(rows);
    assertThat(bytes).isBetween(REGION * 9L / 10, (long) REGION);
    assertThat(HEADER + elementBytes * places.offset(0)).isEqualTo(64);
    assertThat(elementBytes * (places.offset(1) - places.offset(0)))
        .isEqualTo(stride * elementBytes);
  }
}
