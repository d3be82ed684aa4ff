package org.flinkvectorindex.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.junit.jupiter.api.Test;

/** What Redis had not taken by a checkpoint. */
class BufferedEntriesTest {
  private static final OrderKey ORDER = new OrderKey(1, "vectors", 2, 3, 0);
  private static final CacheEntry DELETE = new CacheEntry.DeleteVector("words", "king", ORDER, 5);
  private static final CacheEntry RESULT =
      new CacheEntry.PutResult("words", "h", new byte[] {'{', '}'}, ORDER, 5);

  private static final List<CacheEntry> ENTRIES =
      List.of(
          new CacheEntry.PutVector("words", "queen", new float[] {1}, Optional.empty(), ORDER, 5),
          DELETE,
          RESULT);

  /** Version 1: {@link #DELETE} alone, as it was written before generations were. */
  private static final String BEFORE =
      "ffffffffffffffff000000010000000000000000010200000005776f72647301000000000000000100000007766563746f7273000000020000000000000003000000000000000000000005000000046b696e67";

  @Test
  void allOfItIsWrittenToTheSameGeneration() throws IOException {
    assertRestored("g1", "g1", ENTRIES);
    assertRestored("", "", ENTRIES);
  }

  /** Where all that is live is published anew, and a put might bring back what was deleted. */
  @Test
  void changesOfVectorsDoNotGoToAnotherGeneration() throws IOException {
    assertRestored("g1", "g2", List.of(RESULT));
    assertRestored("", "g2", List.of(RESULT));
  }

  @Test
  void whatEarlierReleasesHeldIsRead() throws IOException {
    assertThat(entries(new BufferedEntries("g2"), 1, HexFormat.of().parseHex(BEFORE)))
        .containsExactly(DELETE);
  }

  @Test
  void oneFlippedBitIsRefused() throws IOException {
    BufferedEntries serializer = new BufferedEntries("g1");
    byte[] bytes = serialized(serializer);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> serializer.deserialize(serializer.getVersion(), flipped))
          .as("bit %d", bit)
          .hasMessageStartingWith("what Redis had not taken was written with checksum ");
    }
    assertThatThrownBy(() -> serializer.deserialize(serializer.getVersion(), new byte[3]))
        .hasMessage("what Redis had not taken is 3 bytes, allowed: 4 or more");
  }

  @Test
  void aVersionOfLaterIsNotTakenForDamage() throws IOException {
    BufferedEntries serializer = new BufferedEntries("g1");
    byte[] bytes = serialized(serializer);
    assertThatThrownBy(() -> serializer.deserialize(4, bytes))
        .hasMessage("what Redis had not taken has version 4, allowed: 1 to 3");
  }

  /** As version 2 wrote it, without the checksum. */
  @Test
  void whatVersion2HeldIsRead() throws IOException {
    BufferedEntries serializer = new BufferedEntries("g1");
    byte[] bytes = serialized(serializer);
    assertThat(entries(serializer, 2, Arrays.copyOf(bytes, bytes.length - Integer.BYTES)))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(ENTRIES);
  }

  private static byte[] serialized(BufferedEntries serializer) throws IOException {
    return serializer.serialize(
        new BufferedRequestState<>(
            ENTRIES.stream().map(entry -> new RequestEntryWrapper<>(entry, 7)).toList()));
  }

  private static void assertRestored(String before, String now, List<CacheEntry> expected)
      throws IOException {
    BufferedEntries serializer = new BufferedEntries(before);
    byte[] bytes = serialized(serializer);
    assertThat(entries(new BufferedEntries(now), serializer.getVersion(), bytes))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(expected);
  }

  private static List<CacheEntry> entries(BufferedEntries serializer, int version, byte[] bytes)
      throws IOException {
    return serializer.deserialize(version, bytes).getBufferedRequestEntries().stream()
        .map(RequestEntryWrapper::getRequestEntry)
        .toList();
  }
}
