package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.operators.Samples.MAX_PARALLELISM;
import static org.flinkvectorindex.operators.Samples.remove;
import static org.flinkvectorindex.operators.Samples.words;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.function.ThrowingConsumer;
import org.flinkvectorindex.operators.StateFiles;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** State that isn't what was checkpointed is never served. */
class ShardCorruptionTest {
  private static final int FLIPS = 40;

  @TempDir Path dir;
  private final Catalog catalog = words(1, Order.LOG);

  @Test
  void anotherVectorAtASlot() {
    assertRefused(
        state -> {
          Map.Entry<Integer, VectorRecord> entry = state.vectors().iterator().next();
          VectorRecord old = entry.getValue();
          VectorRecord other =
              new VectorRecord(
                  old.id(),
                  old.order(),
                  old.ts(),
                  old.expiry(),
                  Optional.of("{\"order\":0}"),
                  old.vector());
          state.vectors().put(entry.getKey(), other);
        },
        "shard 0 of words was checkpointed with content hash");
  }

  @Test
  void aVectorThatIsGone() {
    assertRefused(
        state -> state.vectors().remove(state.vectors().keys().iterator().next()),
        "shard 0 of words");
  }

  @Test
  void aPageOfNonsense() {
    assertRefused(
        state -> {
          Map.Entry<Integer, byte[]> page = state.pages().iterator().next();
          byte[] image = page.getValue().clone();
          for (int at = image.length / 2; at < image.length; at++) {
            image[at] ^= 0x55;
          }
          state.pages().put(page.getKey(), image);
        },
        "shard 0 of words");
  }

  @Test
  void aLogEntryThatIsGone() {
    assertRefused(
        state -> {
          long last = 0;
          for (long sequence : state.log().keys()) {
            last = Math.max(last, sequence);
          }
          state.log().remove(last);
        },
        "shard 0 of words");
  }

  @Test
  void aGraphHashThatIsNotTheGraphs() {
    assertRefused(
        state -> {
          ShardMeta meta = state.meta().value();
          state
              .meta()
              .update(
                  new ShardMeta(
                      meta.index(),
                      meta.content(),
                      meta.graph() + 1,
                      meta.changes(),
                      meta.greatestTs(),
                      meta.tombstones(),
                      meta.forgottenTs(),
                      meta.generation(),
                      meta.built(),
                      meta.expiryCursor()));
        },
        "shard 0 of words was checkpointed with graph hash");
  }

  /** What the shard has else says that there was one: it is not a shard that nothing came to. */
  @ParameterizedTest
  @ValueSource(strings = {"vectors", "log", "pages", "tombstones", "tombstoneTimes", "all"})
  void aMetaThatIsGone(String left) {
    assertRefused(
        state -> {
          state.meta().clear();
          clear(state.vectors(), "vectors", left);
          clear(state.log(), "log", left);
          clear(state.pages(), "pages", left);
          clear(state.tombstones(), "tombstones", left);
          clear(state.tombstoneTimes(), "tombstoneTimes", left);
        },
        "shard 0 of words has state, but no shard-meta");
  }

  private static void clear(MapState<?, ?> state, String name, String left) throws Exception {
    assertThat(state.isEmpty()).as(name).isFalse();
    if (!left.equals(name) && !left.equals("all")) {
      state.clear();
    }
  }

  /** Which no hash covers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 | 0 | 0 | 0 | changes is -1, allowed: 0 or more",
        "1 | 9 | -2 | 0 | tombstones is -2, allowed: 0 or more",
        "1 | 9 | 0 | -3 | expiryCursor is -3, allowed: 0 or more",
        "1 | 3 | 0 | 0 | forgottenTs is 3, allowed: less than greatestTs, which is 3"
      })
  void aNumberThatCanNotBe(
      long changes, long greatestTs, long tombstones, int cursor, String message) {
    assertRefused(
        state -> {
          ShardMeta meta = state.meta().value();
          state
              .meta()
              .update(
                  new ShardMeta(
                      meta.index(),
                      meta.content(),
                      meta.graph(),
                      changes,
                      greatestTs,
                      tombstones,
                      OptionalLong.of(3),
                      meta.generation(),
                      meta.built(),
                      cursor));
        },
        "shard 0 of words can't be restored: " + message);
  }

  @Test
  void aPageOfAFutureVersion() {
    assertRefused(
        state -> {
          Map.Entry<Integer, byte[]> page = state.pages().iterator().next();
          byte[] image = page.getValue().clone();
          image[0] = 99;
          state.pages().put(page.getKey(), image);
        },
        "shard 0 of words can't be restored: graph page 0 can't be read at byte 1: its format"
            + " version is 99, this release reads 1 to 1");
  }

  @Test
  void aLogEntryOfAFutureVersion() {
    assertRefused(
        state -> {
          Map.Entry<Long, byte[]> entry = state.log().iterator().next();
          byte[] bytes = entry.getValue().clone();
          bytes[0] = 99;
          state.log().put(entry.getKey(), bytes);
        },
        "its format version is 99, this release reads 1 to 2");
  }

  @Test
  void anIndexOfAFutureVersion() {
    assertRefused(
        state -> {
          ShardMeta meta = state.meta().value();
          byte[] index = meta.index().clone();
          index[0] = 99;
          state
              .meta()
              .update(
                  new ShardMeta(
                      index,
                      meta.content(),
                      meta.graph(),
                      meta.changes(),
                      meta.greatestTs(),
                      meta.tombstones(),
                      meta.forgottenTs(),
                      meta.generation(),
                      meta.built(),
                      meta.expiryCursor()));
        },
        "shard 0 of words can't be restored: index checkpoint can't be read");
  }

  /** Whatever bit of a page or of the log turns over: it is told, or it made no difference. */
  @Test
  void oneFlippedBitIsNeverServed() throws Exception {
    RandomChanges changes = new RandomChanges();
    Random random = changes.random();
    int refused = 0;
    try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
      shards.apply(changes.next(500, 200), 32);
      ShardSubtasks.Checkpoint checkpoint = shards.checkpoint(1);
      for (int i = 0; i < FLIPS; i++) {
        boolean page = i % 2 == 0;
        ShardSubtasks.Checkpoint damaged =
            damage(
                checkpoint,
                state -> {
                  if (page) {
                    flip(state.pages(), random);
                  } else {
                    flip(state.log(), random);
                  }
                });
        try (ShardSubtasks restored = ShardSubtasks.restore(catalog, 1, dir, damaged)) {
          assertThat(restored.hashes()).isEqualTo(shards.hashes());
        } catch (Exception e) {
          assertThat(e).hasStackTraceContaining("shard 0 of words");
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(FLIPS / 4);
  }

  private static <K> void flip(MapState<K, byte[]> state, Random random) throws Exception {
    List<Map.Entry<K, byte[]>> entries = new ArrayList<>();
    state.entries().forEach(entries::add);
    Map.Entry<K, byte[]> entry = entries.get(random.nextInt(entries.size()));
    byte[] bytes = entry.getValue().clone();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    state.put(entry.getKey(), bytes);
  }

  @Test
  void aFlippedByteInAFile() throws Exception {
    assertFileRefused(
        file -> {
          byte[] bytes = Files.readAllBytes(file);
          bytes[bytes.length / 2] ^= 1;
          Files.write(file, bytes);
        },
        "shard 0 of words can't be restored");
  }

  @Test
  void aTruncatedFile() throws Exception {
    assertFileRefused(
        file -> {
          byte[] bytes = Files.readAllBytes(file);
          Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        },
        "Corruption");
  }

  /** What happens to the largest file of a checkpoint: it holds the vectors. */
  private void assertFileRefused(ThrowingConsumer<Path, Exception> damage, String message)
      throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
      RandomChanges changes = new RandomChanges(7);
      shards.apply(changes.next(3000, 2000), 32);
      ShardSubtasks.Checkpoint checkpoint = shards.checkpoint(1);
      try (Stream<Path> files = Files.walk(dir)) {
        damage.accept(
            files
                .filter(Files::isRegularFile)
                .max(Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow());
      }
      assertThatThrownBy(() -> ShardSubtasks.restore(catalog, 1, dir, checkpoint).close())
          .hasStackTraceContaining(message);
    }
  }

  /** The file is found by what RocksDB says in it of the state that it belongs to. */
  @ParameterizedTest
  @ValueSource(strings = {"tombstones", "tombstone-times"})
  void aFlippedByteInAFileOfTombstones(String name) throws Exception {
    try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
      List<Operation> removes = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        removes.add(remove("id" + i, i));
      }
      shards.apply(removes, 32);
      ShardSubtasks.Checkpoint checkpoint = shards.checkpoint(1);
      assertThat(StateFiles.damage(dir, name)).isPositive();
      assertThatThrownBy(() -> ShardSubtasks.restore(catalog, 1, dir, checkpoint).close())
          .hasStackTraceContaining("shard 0 of words can't be restored: ");
    }
  }

  private void assertRefused(ThrowingConsumer<ShardState, Exception> damage, String message) {
    assertThatThrownBy(
            () -> {
              RandomChanges changes = new RandomChanges(7);
              try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
                shards.apply(changes.next(500, 200), 32);
                ShardSubtasks.Checkpoint damaged = damage(shards.checkpoint(1), damage);
                ShardSubtasks.restore(catalog, 1, dir, damaged).close();
              }
            })
        .hasStackTraceContaining(message);
  }

  private ShardSubtasks.Checkpoint damage(
      ShardSubtasks.Checkpoint checkpoint, ThrowingConsumer<ShardState, Exception> damage)
      throws Exception {
    try (var vandal =
        new KeyedOneInputStreamOperatorTestHarness<String, String, String>(
            new Vandal(damage), key -> key, Types.STRING, MAX_PARALLELISM, 1, 0)) {
      // Not incremental, so that the checkpoint stands alone.
      vandal.setStateBackend(new EmbeddedRocksDBStateBackend(false));
      vandal.setCheckpointStorage(new FileSystemCheckpointStorage(dir.toUri()));
      vandal.initializeState(checkpoint.state());
      vandal.open();
      vandal.processElement(new StreamRecord<>(catalog.get("words").keys().key(0)));
      return new ShardSubtasks.Checkpoint(vandal.snapshot(2, 2), 1, checkpoint.files());
    }
  }

  /** Opens the state of a shard and changes it behind the shard's back. */
  private static final class Vandal extends AbstractStreamOperator<String>
      implements OneInputStreamOperator<String, String> {
    private static final long serialVersionUID = 1L;

    private final transient ThrowingConsumer<ShardState, Exception> damage;
    private transient ShardState state;

    Vandal(ThrowingConsumer<ShardState, Exception> damage) {
      this.damage = damage;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
      super.initializeState(context);
      state = ShardState.of(context.getKeyedStateStore());
    }

    @Override
    public void processElement(StreamRecord<String> key) throws Exception {
      damage.accept(state);
    }
  }
}
