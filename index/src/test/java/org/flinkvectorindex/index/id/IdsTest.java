package org.flinkvectorindex.index.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdsTest {
  private final IdKey key = new IdKey();

  @Test
  void followsAPlainMap() {
    long seed = 21;
    Random random = new Random(seed);
    Ids ids = new Ids();
    FreeSlots free = new FreeSlots();
    Map<String, Integer> expected = new HashMap<>();
    List<String> live = new ArrayList<>();
    int high = 0;
    for (int i = 0; i < 50_000; i++) {
      if (live.size() > 100 && random.nextInt(5) < 2) {
        String id = live.remove(random.nextInt(live.size()));
        int slot = expected.remove(id);
        ids.remove(key.of(id), slot);
        free.add(slot);
      } else {
        String id = "é".repeat(random.nextInt(20)) + i;
        int slot = free.take(high);
        high = Math.max(high, slot + 1);
        ids.put(key.of(id), slot);
        expected.put(id, slot);
        live.add(id);
      }
    }
    assertThat(ids.size()).as("seed %d", seed).isEqualTo(expected.size());
    expected.forEach(
        (id, slot) -> {
          assertThat(ids.slotOf(key.of(id))).isEqualTo(slot);
          assertThat(ids.id(slot)).isEqualTo(id);
        });
    assertThat(ids.slotOf(key.of("absent"))).isEqualTo(Ids.NONE);
  }

  @Test
  void sortsByBytesNotByChars() {
    Ids ids = new Ids();
    // U+FFFD comes after U+1F600 in UTF-16 units and before it in UTF-8 bytes.
    String[] inOrder = {"", "a", "ab", "b", "\uFFFD", "\uD83D\uDE00"};
    int[] slots = new int[inOrder.length];
    for (int i = 0; i < inOrder.length; i++) {
      slots[i] = inOrder.length - 1 - i;
      ids.put(key.of(inOrder[i]), slots[i]);
    }
    int[] sorted = {0, 1, 2, 3, 4, 5};
    ids.sort(sorted, 0, 6);
    assertThat(sorted).isEqualTo(slots);
  }

  @Test
  void sortsManyAsItSortsFew() {
    Ids ids = new Ids();
    int[] sorted = new int[1000];
    int[] expected = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = i;
      expected[sorted.length - 1 - i] = i;
      ids.put(key.of("%04d".formatted(sorted.length - i)), i);
    }
    ids.sort(sorted, 1, sorted.length - 1);
    assertThat(sorted[0]).isZero();
    assertThat(sorted[999]).isEqualTo(999);
    assertThat(Arrays.copyOfRange(sorted, 1, 999)).isEqualTo(Arrays.copyOfRange(expected, 1, 999));
  }

  /** The shard of an id is API: it never changes. */
  @Test
  void hashesAsReleased() {
    assertThat(IdHash.of("king").shard(8)).isEqualTo(KING_OF_8);
    assertThat(IdHash.of("hello")).isEqualTo(new IdHash(0xcbd8a7b341bd9b02L, 0x5b1e906a48ae1d19L));
  }

  private static final int KING_OF_8 = 5;

  /** Also where a char has no other half, and whatever was looked at before. */
  @Test
  void looksUpByTheSameBytesAndHash() {
    long seed = 7;
    Random random = new Random(seed);
    String[] parts = {"a", "7", "é", "\uFFFD", "\uD83D\uDE00", "\uD83D", "\uDE00"};
    for (int i = 0; i < 5000; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(40); left > 0; left--) {
        text.append(parts[random.nextInt(i % 2 == 0 ? 2 : parts.length)]);
      }
      String id = text.toString();
      key.of(id);
      assertThat(Arrays.copyOf(key.bytes(), key.length()))
          .as("%s, seed %d", id, seed)
          .isEqualTo(id.getBytes(StandardCharsets.UTF_8));
      assertThat(key.high()).as("%s, seed %d", id, seed).isEqualTo(IdHash.of(id).high());
    }
  }
}
