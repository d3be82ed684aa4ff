package org.flinkvectorindex.index.id;

import java.nio.charset.StandardCharsets;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * MurmurHash3 x64 128 of an id's UTF-8 bytes, seed 0. Which shard an id belongs to, and on which
 * layers of a graph it stands, follow from it: it never changes.
 *
 * @param low the first 64 bits; modulo the number of shards, unsigned, it is the shard
 * @param high the second 64 bits
 */
public record IdHash(long low, long high) {

  public static IdHash of(String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    long[] hash = MurmurHash3.hash128x64(utf8, 0, utf8.length, 0);
    return new IdHash(hash[0], hash[1]);
  }

  public int shard(int shards) {
    return (int) Long.remainderUnsigned(low, shards);
  }
}
