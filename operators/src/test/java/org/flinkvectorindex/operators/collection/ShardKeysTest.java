package org.flinkvectorindex.operators.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardKeysTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 48, 60, 64, 128})
  void shardsLieEvenlyAtEveryParallelismThatDividesTheirNumber(int shards) {
    ShardKeys keys = ShardKeys.of("words", shards, 128);
    for (int parallelism = 1; parallelism <= shards; parallelism++) {
      if (shards % parallelism == 0) {
        int[] held = new int[parallelism];
        for (String key : keys.keys()) {
          held[KeyGroupRangeAssignment.assignKeyToParallelOperator(key, 128, parallelism)]++;
        }
        assertThat(held)
            .as("%d shards at parallelism %d", shards, parallelism)
            .containsOnly(shards / parallelism);
      }
    }
  }

  /** State is found by these: a change loses every savepoint. */
  @Test
  void keysAreWhatTheyWere() {
    assertThat(ShardKeys.of("words", 8, 128).keys())
        .containsExactly(
            "words/0#12",
            "words/1#124",
            "words/2#428",
            "words/3#76",
            "words/4#50",
            "words/5#20",
            "words/6#239",
            "words/7#9");
  }

  @Test
  void idsAreWhereTheyWere() {
    ShardKeys keys = ShardKeys.of("words", 8, 128);
    assertThat(Stream.of("king", "queen", "größe", "日本", "a").mapToInt(keys::shardOf).toArray())
        .containsExactly(5, 6, 1, 6, 1);
  }

  @Test
  void idsSpreadOverShards() {
    ShardKeys keys = ShardKeys.of("words", 8, 128);
    int[] held = new int[8];
    IntStream.range(0, 80_000).forEach(i -> held[keys.shardOf("id-" + i)]++);
    for (int each : held) {
      assertThat(each).isBetween(9_500, 10_500);
    }
  }

  @Test
  void moreShardsThanKeyGroupsAreRefused() {
    assertThatThrownBy(() -> ShardKeys.of("words", 129, 128))
        .hasMessage("shards of words is 129, allowed: 1 to the max parallelism, 128");
  }
}
