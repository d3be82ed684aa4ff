package org.flinkvectorindex.operators.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShardNameTest {
  @Test
  void everyKeySaysItsShard() {
    ShardKeys keys = ShardKeys.of("my-words_2", 8, 128);
    for (int shard = 0; shard < 8; shard++) {
      assertThat(ShardName.of(keys.key(shard))).isEqualTo(new ShardName("my-words_2", shard));
    }
  }

  @Test
  void anotherKeyIsRefused() {
    assertThatThrownBy(() -> ShardName.of("words/1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("words/1");
  }
}
