package org.flinkvectorindex.operators.collection;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.flinkvectorindex.index.id.IdHash;

/**
 * Which shard an id belongs to, and the key that Flink knows each shard of a collection by. Both
 * are API: state is found by them, so they never change.
 *
 * <p>{@code shard = murmur3_128x64(utf8(id), seed 0).low64 mod shards}, unsigned. The key of shard
 * <i>i</i> is {@code name/i#salt}, with the least salt for which Flink's key group is {@code (2i+1)
 * · maxParallelism / (2 · shards)}: the middle of the shard's share of the key groups. So shards
 * lie evenly on subtasks at every parallelism that divides their number, where there are at least
 * two key groups a shard or the parallelism divides the max parallelism as well.
 */
public final class ShardKeys implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayList<String> keys;

  private ShardKeys(ArrayList<String> keys) {
    this.keys = keys;
  }

  /**
   * Costs about {@code maxParallelism} hashes a shard: keep it.
   *
   * @throws IllegalArgumentException when there are more shards than key groups
   */
  public static ShardKeys of(String collection, int shards, int maxParallelism) {
    if (shards < 1 || shards > maxParallelism) {
      throw new IllegalArgumentException(
          "shards of %s is %d, allowed: 1 to the max parallelism, %d"
              .formatted(collection, shards, maxParallelism));
    }
    ArrayList<String> keys = new ArrayList<>(shards);
    for (int shard = 0; shard < shards; shard++) {
      int group = (int) ((2L * shard + 1) * maxParallelism / (2L * shards));
      keys.add(key(collection + "/" + shard + "#", group, maxParallelism));
    }
    return new ShardKeys(keys);
  }

  private static String key(String prefix, int group, int maxParallelism) {
    for (int salt = 0; ; salt++) {
      String key = prefix + salt;
      if (KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism) == group) {
        return key;
      }
    }
  }

  public int shardOf(String id) {
    return IdHash.of(id).shard(keys.size());
  }

  public String key(int shard) {
    return keys.get(shard);
  }

  /** By shard. */
  public List<String> keys() {
    return List.copyOf(keys);
  }
}
