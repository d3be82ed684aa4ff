package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.operators.Samples.words;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.flinkvectorindex.operators.SavepointBytes;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Savepoints of every version are kept, and restore for ever. A version's own is made once, with
 *
 * <pre>
 *   mvn -B -q -pl operators -am test -Dtest=SavepointFixtureTest -Dsurefire.failIfNoSpecifiedTests=false \
 *       -Dsavepoints=write
 * </pre>
 *
 * and never again: another version gets another folder.
 */
class SavepointFixtureTest {
  /** What the next release writes. */
  static final String VERSION = "0.1";

  static final Path RESOURCES = Path.of("src/test/resources/savepoints");

  @TempDir Path dir;
  private final Catalog catalog = words(4, Order.TIME);
  private final RandomChanges changes = new RandomChanges(20261121);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void restoresAtAnyParallelismAndGoesOn(int parallelism) throws Exception {
    ShardSubtasks.Checkpoint savepoint = read(RESOURCES.resolve(VERSION).resolve("shards"));
    changes.next(900, 200);
    try (ShardSubtasks shards = ShardSubtasks.restore(catalog, parallelism, dir, savepoint)) {
      assertThat(text(shards)).isEqualTo(Files.readString(hashes()));
      assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
      shards.apply(changes.next(900, 200), 32);
      assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
    }
  }

  /** Releases before shard meta 3 left it out. */
  @Test
  void theOrderIsFixedFromTheNextCheckpoint() throws Exception {
    ShardSubtasks.Checkpoint noted;
    try (ShardSubtasks shards =
        ShardSubtasks.restore(
            catalog, 1, dir, read(RESOURCES.resolve(VERSION).resolve("shards")))) {
      noted = shards.checkpoint(2);
    }
    assertThatThrownBy(() -> ShardSubtasks.restore(words(4, Order.VERSION), 1, dir, noted).close())
        .hasStackTraceContaining(
            "order of collection words is VERSION, and its state was written with TIME");
  }

  @Test
  void isWrittenWhereAskedFor() throws Exception {
    assumeTrue("write".equals(System.getProperty("savepoints")), "writes only where asked to");
    Files.createDirectories(RESOURCES.resolve(VERSION));
    try (ShardSubtasks shards = ShardSubtasks.start(catalog, 1, dir)) {
      shards.apply(changes.next(900, 200), 32);
      write(shards, RESOURCES.resolve(VERSION).resolve("shards"));
      Files.writeString(hashes(), text(shards));
    }
  }

  private static Path hashes() {
    return RESOURCES.resolve(VERSION).resolve("hashes");
  }

  static String text(ShardSubtasks shards) {
    return new TreeMap<>(shards.hashes())
        .entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue() + "\n")
            .collect(Collectors.joining());
  }

  /** A canonical savepoint of a single subtask, in one file. */
  static void write(ShardSubtasks shards, Path file) throws Exception {
    Files.write(file, SavepointBytes.of(shards.subtask(0).getOperator()).bytes());
  }

  static ShardSubtasks.Checkpoint read(Path file) throws Exception {
    return new ShardSubtasks.Checkpoint(
        OperatorSnapshotUtil.readStateHandle(file.toString()), 1, new SharedStateRegistryImpl());
  }
}
