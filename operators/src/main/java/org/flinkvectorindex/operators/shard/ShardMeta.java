package org.flinkvectorindex.operators.shard;

import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.index.CorruptIndexException;

/**
 * What a checkpoint says about a shard as a whole.
 *
 * @param index what the index needs beside its pages, log and vectors
 * @param content hash over the live vectors
 * @param graph hash over the graph
 * @param changes applied since the shard began, deletes of unknown ids included
 * @param greatestTs the greatest event time applied, milliseconds since the epoch
 * @param tombstones how many are kept
 * @param forgottenTs the greatest event time of a tombstone that was given up; empty where none was
 * @param generation what was published last as a whole
 * @param built what is fixed; empty in what version 1 wrote, without the order in version 2
 * @param expiryCursor the slot that is looked at next for whether its vector leaves
 */
public record ShardMeta(
    byte[] index,
    ContentHash content,
    long graph,
    long changes,
    long greatestTs,
    long tombstones,
    OptionalLong forgottenTs,
    Optional<String> generation,
    Optional<Built> built,
    int expiryCursor) {

  /**
   * What no hash of vectors or graph covers.
   *
   * @throws CorruptIndexException naming the field, its value and what is allowed
   */
  void requireSound() throws CorruptIndexException {
    atLeastZero("changes", changes);
    atLeastZero("tombstones", tombstones);
    atLeastZero("expiryCursor", expiryCursor);
    if (forgottenTs.isPresent() && forgottenTs.getAsLong() >= greatestTs) {
      throw new CorruptIndexException(
          "forgottenTs is %d, allowed: less than greatestTs, which is %d"
              .formatted(forgottenTs.getAsLong(), greatestTs));
    }
  }

  private static void atLeastZero(String field, long value) throws CorruptIndexException {
    if (value < 0) {
      throw new CorruptIndexException("%s is %d, allowed: 0 or more".formatted(field, value));
    }
  }
}
