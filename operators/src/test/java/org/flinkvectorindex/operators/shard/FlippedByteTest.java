package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.operators.Samples.order;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.remove;
import static org.flinkvectorindex.operators.Samples.words;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.flinkvectorindex.index.id.IdHash;
import org.flinkvectorindex.operators.SavepointBytes;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Directory;
import org.flinkvectorindex.operators.collection.DirectoryFormat;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A canonical savepoint, which has no checksums of RocksDB, with one byte of a shard's state turned
 * over: the shard is not served, and is named.
 */
class FlippedByteTest {
  private static final int LIVE = 120;

  /** Those of every other are deleted again. */
  private static final int DELETED = 40;

  private static final long EXPIRY = 0x0123_4567_89ab_cdefL;
  private static final IdHash GONE = IdHash.of("gone0");
  private static final String ID = "id hash %016x%016x".formatted(GONE.high(), GONE.low());

  /** When {@link #GONE} was deleted. */
  private static final long TIME = 1000;

  private static final Tombstone TOMBSTONE = new Tombstone(order(TIME), TIME);

  @TempDir Path dir;
  private final Catalog catalog = words(1, Order.TIME);
  private SavepointBytes savepoint;

  @BeforeEach
  void savepoint() throws Exception {
    RandomChanges changes = new RandomChanges(3);
    List<Operation> all = new ArrayList<>();
    for (int i = 0; i < LIVE; i++) {
      all.add(put("live" + i, i, changes.vector()));
    }
    all.add(
        new Operation.Put(
            "words",
            "expiring",
            order(LIVE),
            LIVE,
            OptionalLong.of(EXPIRY),
            Optional.empty(),
            changes.vector()));
    for (int i = 0; i < DELETED; i++) {
      all.add(put("gone" + i, 500 + i, changes.vector()));
    }
    for (int i = 0; i < DELETED; i++) {
      all.add(remove("gone" + i, TIME + i));
    }
    all.add(new Operation.Drop("dropped", 3));
    try (ShardSubtasks shards = ShardSubtasks.controlled(catalog, 1, dir, Optional.empty())) {
      shards.apply(all, 32);
      savepoint = SavepointBytes.of(shards.subtask(0).getOperator());
      restore(savepoint, shards);
    }
  }

  @Test
  void theExpiryOfAVector() throws Exception {
    int at = savepoint.at(LongSerializer.INSTANCE, EXPIRY);
    assertRefused(
        at,
        "shard 0 of words can't be restored: the vector at slot 120 can't be read: VectorRecord was"
            + " written with checksum ");
  }

  /** Also of one that was deleted, and is only navigated through. */
  @Test
  void anyByteOfAVector() throws Exception {
    String record = "{\"order\":%d}";
    for (int order : new int[] {7, 500 + DELETED - 1}) {
      int at = savepoint.at(record.formatted(order).getBytes());
      for (int near = at - 40; near < at + 30; near += 3) {
        assertRefused(near, "shard 0 of words can't be restored: the vector at slot ");
      }
    }
  }

  @Test
  void theOrderOfATombstone() throws Exception {
    // After its version and that of the order, the value's last byte.
    int at = savepoint.at(TombstoneFormat.INSTANCE, TOMBSTONE) + 2 + Long.BYTES - 1;
    assertRefused(
        at,
        "shard 0 of words can't be restored: the tombstone of "
            + ID
            + " can't be read: Tombstone was written with checksum ");
  }

  @Test
  void theIdOfATombstone() throws Exception {
    int at = byId(savepoint) + 10;
    assertRefused(at, "shard 0 of words can't be restored: the tombstone of id hash ");
    assertRefused(at, " is of 1000, and there is none of that time and id in tombstone-times");
  }

  @Test
  void theTimeOfATombstone() throws Exception {
    int at = savepoint.at(TombstoneTimeFormat.INSTANCE, new TombstoneTime(TIME, GONE));
    for (int in : new int[] {8, 12, 24}) {
      assertRefused(
          at + in,
          "shard 0 of words can't be restored: the tombstone of "
              + ID
              + " is of 1000, and there is none of that time and id in tombstone-times");
    }
  }

  /** Names are not in records: of a state that is not found there is nothing. */
  @Test
  void theNameOfAState() throws Exception {
    assertRefused(
        savepoint.at("tombstones".getBytes()),
        "shard 0 of words can't be restored: tombstone-times has a tombstone of id hash ");
    assertRefused(
        savepoint.at("shard-meta".getBytes()), "shard 0 of words has state, but no shard-meta");
    assertRefused(savepoint.at("graph-pages".getBytes()), "shard 0 of words");
    assertRefused(savepoint.at("graph-log".getBytes()), "shard 0 of words");
  }

  @Test
  void whatWasHeardOfCollections() throws Exception {
    int at = savepoint.at(DirectoryFormat.INSTANCE, Directory.EMPTY.drop("dropped", 3));
    for (int in : new int[] {0, 5, 20, 25, 31}) {
      assertRefused(at + in, "Directory was written with checksum ");
    }
  }

  /** Its key is there twice, the other time behind the time. */
  private static int byId(SavepointBytes savepoint) throws Exception {
    byte[] key = new byte[1 + 2 * Long.BYTES];
    java.nio.ByteBuffer.wrap(key).put((byte) 1).putLong(GONE.low()).putLong(GONE.high());
    return savepoint.at(key);
  }

  private void assertRefused(int at, String message) {
    assertThatThrownBy(() -> restore(savepoint.flipped(at), null))
        .as("byte %d", at)
        .hasStackTraceContaining(message);
  }

  private void restore(SavepointBytes from, ShardSubtasks as) throws Exception {
    var checkpoint = new ShardSubtasks.Checkpoint(from.state(), 1, new SharedStateRegistryImpl());
    try (ShardSubtasks restored =
        ShardSubtasks.controlled(catalog, 1, dir, Optional.of(checkpoint))) {
      if (as != null) {
        assertThat(restored.hashes()).isEqualTo(as.hashes());
        assertThat(restored.shards().get(catalog.get("words").keys().key(0)).tombstones())
            .isEqualTo(DELETED);
      }
    }
  }
}
