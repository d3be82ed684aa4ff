package org.flinkvectorindex.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.junit.jupiter.api.Test;

class OrderTextTest {
  private static final List<String> SOURCES =
      List.of("", "a", "a-b", "ab", "B", "é", "\u07ff", "\u0800", "\ud7ff", "😀", "\uffff", "😀a");
  private static final long[] NUMBERS = {
    Long.MIN_VALUE, -256, -1, 0, 1, 9, 10, 255, 256, 1_732_200_000_000L, Long.MAX_VALUE
  };

  @Test
  void comparesAsTheKeyDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      OrderKey one = key(random);
      OrderKey other = key(random);
      assertThat(Integer.signum(OrderText.of(one).compareTo(OrderText.of(other))))
          .as("seed %d: %s and %s", seed, one, other)
          .isEqualTo(Integer.signum(one.compareTo(other)));
    }
  }

  @Test
  void hasOnlyWhatEveryLocaleSortsAlike() {
    assertThat(OrderText.of(new OrderKey(-7, "Topic.é-😀", 1, 2, 3))).matches("[0-9a-f]+");
  }

  @Test
  void refusesANul() {
    assertThatThrownBy(() -> OrderText.of(new OrderKey(0, "a\0b", 0, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static OrderKey key(Random random) {
    return new OrderKey(
        NUMBERS[random.nextInt(NUMBERS.length)],
        SOURCES.get(random.nextInt(SOURCES.size())),
        random.nextInt(3) - 1,
        NUMBERS[random.nextInt(NUMBERS.length)],
        random.nextInt(2));
  }
}
