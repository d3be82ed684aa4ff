package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.index.Quantizer.Kind.PQ;
import static org.flinkvectorindex.index.Quantizer.Kind.RABITQ;
import static org.flinkvectorindex.index.Quantizer.Kind.SQ8;
import static org.flinkvectorindex.index.Quantizer.Originals.HEAP;
import static org.flinkvectorindex.index.Quantizer.Originals.STORE;
import static org.flinkvectorindex.operators.Samples.DIMENSION;
import static org.flinkvectorindex.operators.Samples.RETENTION;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same as {@link SavepointFixtureTest} of other structures and codes, each with version 3 of
 * the shard meta: inverted lists without codebooks (version 1 of their checkpoint) and with them
 * (version 3), and graphs over codes.
 */
class StructureFixtureTest {
  private static final Structure LISTS = new Structure.Ivf(0, 40);
  private static final Structure GRAPH = new Structure.Hnsw(8, 40);

  /** A folder each, {@code 0.1-ivf} and so on. */
  enum Fixture {
    IVF(LISTS, Quantizer.NONE),
    IVF_PQ(LISTS, Quantizer.of(PQ, 2, 0, STORE)),
    IVF_RABITQ(LISTS, Quantizer.of(RABITQ, 4, 0, HEAP)),
    HNSW_SQ8(GRAPH, Quantizer.of(SQ8, 8, 0, HEAP)),
    HNSW_RABITQ(GRAPH, Quantizer.of(RABITQ, 4, 0, STORE));

    private final IndexSpec spec;

    Fixture(Structure structure, Quantizer quantizer) {
      spec = new IndexSpec(structure, DIMENSION, Metric.L2, 0.5, quantizer);
    }

    Catalog words() {
      return catalog(new CollectionSpec("words", 4, Order.TIME, spec, 40, RETENTION));
    }

    Path file(String name) {
      String folder = "%s-%s".formatted(SavepointFixtureTest.VERSION, this).replace('_', '-');
      return SavepointFixtureTest.RESOURCES
          .resolve(folder.toLowerCase(java.util.Locale.ROOT))
          .resolve(name);
    }
  }

  @TempDir Path dir;
  private final RandomChanges changes = new RandomChanges(20261123);

  @ParameterizedTest
  @EnumSource
  void restoresAtAnotherParallelismAndGoesOn(Fixture fixture) throws Exception {
    ShardSubtasks.Checkpoint savepoint = SavepointFixtureTest.read(fixture.file("shards"));
    changes.next(600, 200);
    try (ShardSubtasks shards = ShardSubtasks.restore(fixture.words(), 3, dir, savepoint)) {
      assertThat(SavepointFixtureTest.text(shards))
          .isEqualTo(Files.readString(fixture.file("hashes")));
      assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
      shards.apply(changes.next(300, 200), 32);
      assertThat(shards.contents(changes.ids())).isEqualTo(changes.expected());
    }
  }

  /** What a release after this one may write, where it is known as what it is. */
  @ParameterizedTest
  @CsvSource({
    "0, 'ShardMeta has version 99, this release reads 1 to 4'",
    "6, 'version is 99, this release reads 1 to 4'"
  })
  void whatALaterReleaseWroteIsRefusedByItsVersion(int at, String message) throws Exception {
    byte[] bytes = Files.readAllBytes(Fixture.IVF.file("shards"));
    bytes[metaOfLists(bytes) + at] = 99;
    ShardSubtasks.Checkpoint later =
        SavepointFixtureTest.read(Files.write(dir.resolve("later"), bytes));
    assertThatThrownBy(() -> ShardSubtasks.restore(Fixture.IVF.words(), 2, dir, later).close())
        .hasStackTraceContaining(message);
  }

  /**
   * Where the meta of a shard of lists is, in state that is not compressed: its version, the length
   * of what the index says, and that: a mark, a version, the dimension.
   */
  private static int metaOfLists(byte[] bytes) {
    ByteBuffer state = ByteBuffer.wrap(bytes);
    for (int at = 0; at + 8 < bytes.length; at++) {
      int length = state.getInt(at + 1);
      if (bytes[at] == 3
          && length > 8
          && length < 10_000
          && bytes[at + 5] == 'I'
          && bytes[at + 6] == 1
          && bytes[at + 7] == DIMENSION) {
        return at;
      }
    }
    throw new AssertionError("no shard meta");
  }

  @ParameterizedTest
  @EnumSource
  void isWrittenWhereAskedFor(Fixture fixture) throws Exception {
    assumeTrue("write".equals(System.getProperty("savepoints")), "writes only where asked to");
    Files.createDirectories(fixture.file(""));
    try (ShardSubtasks shards = ShardSubtasks.start(fixture.words(), 1, dir)) {
      shards.apply(changes.next(600, 200), 32);
      SavepointFixtureTest.write(shards, fixture.file("shards"));
      Files.writeString(fixture.file("hashes"), SavepointFixtureTest.text(shards));
    }
  }
}
