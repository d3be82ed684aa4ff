package org.flinkvectorindex.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;
import org.flinkvectorindex.index.vector.FloatBlocks;
import org.flinkvectorindex.index.vector.Shape;
import org.junit.jupiter.api.Test;

/** What stands in checkpoints: whoever changes a byte of it has to read these as well. */
final class ListFormatTest {
  private static final int DIMENSION = 2;
  private static final HexFormat HEX = HexFormat.of();

  private static final String ENTRY =
      "01"
          + "03"
          + "00"
          + "0000003f"
          + "0000803f"
          + "000000c0" // list 0, radius ½, at (1, −2)
          + "01"
          + "c801"
          + "00"
          + "00" // slot 200 in list 0 at 0
          + "04"
          + "00"
          + "0000403f" // list 0, radius ¾
          + "01"
          + "03"
          + "00"
          + "01" // slot 3 in list 0 at 1
          + "03"
          + "01"
          + "00000000"
          + "00000000"
          + "00000000" // list 1 at (0, 0)
          + "01"
          + "c801"
          + "01"
          + "00" // slot 200 in list 1 at 0
          + "01"
          + "03"
          + "00"
          + "00" // slot 3 in list 0 at 0
          + "02"
          + "c801" // slot 200 nowhere
          + "05"
          + "01"; // list 1 is gone

  private static final String PAGE =
      "01" // version
          + "0700000000000000" // as of entry 7
          + "01"
          + "0000403f"
          + "0000803f"
          + "000000c0" // its list, radius ¾, at (1, −2)
          + "00"
          + "00"
          + "00" // slots 0 to 2 nowhere
          + "01"
          + "00"; // slot 3 in list 0 at 0

  private static Lists lists() {
    Shape shape = new Shape(DIMENSION, Metric.L2);
    Kernels kernels = KernelChoice.best();
    FloatBlocks blocks = new FloatBlocks(shape, kernels.blocks());
    return new Lists(blocks, new Centroids(shape, kernels, blocks), list -> 0);
  }

  private static byte[] change(Lists lists) {
    ListEditor editor = new ListEditor(lists, DIMENSION, 16, (slot, into) -> {});
    float[] vector = new float[16];
    editor.list(0, new float[] {1, -2}, 0.5f);
    editor.add(200, 0, vector, 0.75f);
    editor.add(3, 0, vector, 0.25f);
    editor.list(1, new float[] {0, 0}, 0);
    editor.move(200, 1, 0);
    editor.remove(200);
    editor.drop(1);
    return editor.drain();
  }

  private static void hasTheSame(Lists restored) throws CorruptIndexException {
    restored.restored();
    float[] centroid = new float[DIMENSION];
    restored.centroids.given(0, centroid);
    assertThat(centroid).containsExactly(1, -2);
    assertThat(restored.get(0).radius).isEqualTo(0.75f);
    assertThat(restored.count()).isEqualTo(1);
    assertThat(restored.places.high()).isEqualTo(4);
    assertThat(restored.places.list(3)).isZero();
    assertThat(restored.places.position(3)).isZero();
  }

  @Test
  void aLogEntryIsOfTheseBytes() throws Exception {
    assertThat(HEX.formatHex(change(lists()))).isEqualTo(ENTRY);
    Lists restored = lists();
    new ListLog(restored, DIMENSION, 256, 2).replay(1, HEX.parseHex(ENTRY), page -> true);
    hasTheSame(restored);
  }

  @Test
  void aPageIsOfTheseBytes() throws Exception {
    Lists lists = lists();
    change(lists);
    assertThat(HEX.formatHex(new ListPages(lists, DIMENSION).image(0, 7))).isEqualTo(PAGE);
    Lists restored = lists();
    long sequence = new ListPages(restored, DIMENSION).restore(0, HEX.parseHex(PAGE), 256, 2);
    assertThat(sequence).isEqualTo(7);
    hasTheSame(restored);
  }

  @Test
  void formatsOfALaterReleaseAreRefused() {
    byte[] entry = HEX.parseHex(ENTRY);
    byte[] page = HEX.parseHex(PAGE);
    entry[0] = 2;
    page[0] = 2;
    assertThatThrownBy(() -> new ListLog(lists(), DIMENSION, 256, 2).replay(5, entry, each -> true))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("log entry 5")
        .hasMessageContaining("version is 2");
    assertThatThrownBy(() -> new ListPages(lists(), DIMENSION).restore(0, page, 256, 2))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("version is 2");
  }
}
