package org.flinkvectorindex.operators.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.operators.Samples.DIMENSION;
import static org.flinkvectorindex.operators.Samples.catalog;
import static org.flinkvectorindex.operators.Samples.nearest;

import java.nio.file.Path;
import java.util.List;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.operators.Samples;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A configuration that was changed holds from the next start, or is refused with the way out. */
class EvolutionTest {
  private static final IndexSpec INDEX =
      new IndexSpec(new Structure.Hnsw(8, 40), DIMENSION, Metric.L2, 0.5);

  @TempDir Path dir;
  private final RandomChanges changes = new RandomChanges();
  private ShardSubtasks before;
  private ShardSubtasks.Checkpoint checkpoint;

  @BeforeEach
  void fill() throws Exception {
    before = ShardSubtasks.start(of(4, INDEX), 1, dir);
    before.apply(changes.next(2000, 500), 32);
    checkpoint = before.checkpoint(1);
  }

  @AfterEach
  void close() throws Exception {
    before.close();
  }

  @Test
  void effortsAndTheCycleOfPagesChangeAndTheIndexStays() throws Exception {
    IndexSpec other = new IndexSpec(new Structure.Hnsw(8, 100), DIMENSION, Metric.L2, 2);
    try (ShardSubtasks after = ShardSubtasks.restore(of(4, other), 2, dir, checkpoint)) {
      assertThat(after.hashes()).isEqualTo(before.hashes());
      after.apply(changes.next(500, 500), 32);
      assertThat(after.contents(changes.ids())).isEqualTo(changes.expected());
    }
  }

  @Test
  void anotherQuantizerEncodesAnew() throws Exception {
    for (Quantizer quantizer :
        List.of(
            new Quantizer(Quantizer.Kind.SQ8, 8, 0, Quantizer.Originals.HEAP),
            new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Quantizer.Originals.STORE))) {
      IndexSpec coded =
          new IndexSpec(INDEX.structure(), DIMENSION, Metric.L2, INDEX.lag(), quantizer);
      try (ShardSubtasks after = ShardSubtasks.restore(of(4, coded), 1, dir, checkpoint)) {
        assertThat(after.hashes()).isEqualTo(before.hashes());
        float[] question = changes.vector();
        assertThat(after.ask(nearest(1, 1, question)))
            .isEqualTo(before.ask(nearest(1, 1, question)));
      }
    }
  }

  /** With so many vectors, none of them near the origin, that codes have a centre. */
  @Test
  void codesThatAreMadeAnewAreWhatTheyWouldBeAfterAnotherRestore() throws Exception {
    before.apply(changes.next(6000, 4000), 32);
    checkpoint = before.checkpoint(2);
    IndexSpec coded =
        new IndexSpec(
            INDEX.structure(),
            DIMENSION,
            Metric.L2,
            INDEX.lag(),
            new Quantizer(Quantizer.Kind.RABITQ, 4, 0, Quantizer.Originals.STORE));
    ShardSubtasks.Checkpoint next;
    java.util.Map<String, String> hashes;
    float[] question = changes.vector();
    try (ShardSubtasks after = ShardSubtasks.restore(of(4, coded), 1, dir, checkpoint)) {
      assertThat(after.hashes()).isEqualTo(before.hashes());
      assertThat(after.ask(nearest(1, 1, question))).isEqualTo(before.ask(nearest(1, 1, question)));
      next = after.checkpoint(3);
      var more = changes.next(500, 4000);
      after.apply(more, 32);
      hashes = after.hashes();
      try (ShardSubtasks again = ShardSubtasks.restore(of(4, coded), 2, dir, next)) {
        again.apply(more, 32);
        assertThat(again.hashes()).isEqualTo(hashes);
        assertThat(again.contents(changes.ids())).isEqualTo(changes.expected());
      }
    }
  }

  /** Both ways: from a graph to lists with codebooks, and from these to lists without. */
  @Test
  void codebooksComeAndGo() throws Exception {
    Structure lists = new Structure.Ivf(0, 100);
    IndexSpec coded =
        new IndexSpec(
            lists,
            DIMENSION,
            Metric.L2,
            INDEX.lag(),
            new Quantizer(Quantizer.Kind.PQ, 2, 0, Quantizer.Originals.STORE));
    IndexSpec plain = new IndexSpec(lists, DIMENSION, Metric.L2, INDEX.lag());
    ShardSubtasks.Checkpoint learned;
    java.util.Map<String, String> hashes;
    try (ShardSubtasks after = ShardSubtasks.restore(of(4, coded), 1, dir, checkpoint)) {
      after.apply(changes.next(6000, 500), 32);
      hashes = after.hashes();
      learned = after.checkpoint(2);
    }
    try (ShardSubtasks again = ShardSubtasks.restore(of(4, coded), 2, dir, learned)) {
      assertThat(again.hashes()).isEqualTo(hashes);
    }
    ShardSubtasks.Checkpoint left;
    try (ShardSubtasks after = ShardSubtasks.restore(of(4, plain), 1, dir, learned)) {
      assertThat(after.hashes()).isEqualTo(hashes);
      after.apply(changes.next(500, 500), 32);
      hashes = after.hashes();
      left = after.checkpoint(3);
    }
    try (ShardSubtasks again = ShardSubtasks.restore(of(4, plain), 1, dir, left)) {
      assertThat(again.hashes()).isEqualTo(hashes);
      assertThat(again.contents(changes.ids())).isEqualTo(changes.expected());
    }
  }

  @Test
  void aNewCollectionBeginsEmptyBesideTheOld() throws Exception {
    Catalog two =
        catalog(
            of(4, INDEX).get("words").spec(), Samples.collection("more", 2, Order.LOG, Metric.IP));
    try (ShardSubtasks after = ShardSubtasks.restore(two, 1, dir, checkpoint)) {
      assertThat(after.hashes()).isEqualTo(before.hashes());
    }
  }

  @Test
  void aCollectionThatIsDroppedLeavesNothing() throws Exception {
    Catalog other = catalog(Samples.collection("more", 2, Order.LOG, Metric.L2));
    ShardSubtasks.Checkpoint without;
    try (ShardSubtasks after = ShardSubtasks.restore(other, 1, dir, checkpoint)) {
      assertThat(after.shards()).isEmpty();
      without = after.checkpoint(2);
    }
    try (ShardSubtasks again = ShardSubtasks.restore(of(4, INDEX), 1, dir, without)) {
      assertThat(again.shards()).as("begins anew").isEmpty();
      again.apply(changes.next(100, 500), 32);
      assertThat(again.shards()).isNotEmpty();
    }
  }

  /** Unaligned checkpoints hold records on their way. */
  @Test
  void whatWasOnItsWayToACollectionThatIsDroppedGoesWithIt() throws Exception {
    Catalog other = catalog(Samples.collection("more", 2, Order.LOG, Metric.L2));
    try (ShardSubtasks after = ShardSubtasks.restore(other, 1, dir, checkpoint)) {
      after.applyInFlight(of(4, INDEX), changes.next(100, 500));
      assertThat(after.shards()).isEmpty();
      assertThat(after.partials(of(4, INDEX), nearest(1, 10, changes.vector())))
          .as("none is waited for")
          .hasSize(4)
          .allSatisfy(partial -> assertThat(partial.hits()).isEmpty());
    }
  }

  @Test
  void anotherDimensionIsRefused() {
    assertRefused(
        of(4, new IndexSpec(INDEX.structure(), 8, Metric.L2, 0.5)),
        "dimension of collection words is 8, and its state was written with 4, which is fixed. Set"
            + " it back to 4; or give the collection another name");
  }

  @Test
  void anotherMetricIsRefused() {
    assertRefused(
        of(4, new IndexSpec(INDEX.structure(), DIMENSION, Metric.COSINE, 0.5)),
        "metric of collection words is COSINE, and its state was written with L2, which is fixed");
  }

  /**
   * Positions, times and versions can't be compared: all that is there would be newer, or older.
   */
  @Test
  void anotherOrderIsRefused() {
    assertRefused(
        of(4, INDEX, Order.VERSION),
        "order of collection words is VERSION, and its state was written with LOG, which is fixed."
            + " Set it back to LOG; or give the collection another name");
  }

  @Test
  void anotherNumberOfShardsIsRefused() {
    assertRefused(of(8, INDEX), "shards of collection words is 8, and its state was written with");
    assertRefused(of(1, INDEX), "shards of collection words is 1, and its state was written with");
  }

  static List<Structure> structures() {
    return List.of(
        new Structure.Flat(),
        new Structure.Hnsw(16, 40),
        new Structure.Ivf(0, 0),
        new Structure.Auto(new Structure.Ivf(0, 64)));
  }

  @ParameterizedTest
  @MethodSource("structures")
  void anotherStructureTakesOverAndHandsBack(Structure structure) throws Exception {
    Catalog other = of(4, new IndexSpec(structure, DIMENSION, Metric.L2, 0.5));
    float[] question = changes.vector();
    List<String> answer = ids(before, question);
    ShardSubtasks.Checkpoint untouched;
    try (ShardSubtasks after = ShardSubtasks.restore(other, 2, dir, checkpoint)) {
      assertThat(after.contentHashes()).isEqualTo(before.contentHashes());
      assertThat(ids(after, question)).isEqualTo(answer);
      untouched = after.checkpoint(2);
    }
    ShardSubtasks.Checkpoint halfWay;
    try (ShardSubtasks after = ShardSubtasks.restore(other, 1, dir, untouched)) {
      assertThat(ids(after, question)).isEqualTo(answer);
      after.apply(changes.next(100, 500), 32);
      halfWay = after.checkpoint(3);
      try (ShardSubtasks again = ShardSubtasks.restore(other, 2, dir, halfWay)) {
        assertThat(again.hashes()).isEqualTo(after.hashes());
        List<? extends Operation> more = changes.next(1000, 500);
        again.apply(more, 32);
        after.apply(more, 7);
        assertThat(again.hashes()).as("the same from there on").isEqualTo(after.hashes());
        assertThat(again.contents(changes.ids())).isEqualTo(changes.expected());
        halfWay = again.checkpoint(4);
      }
    }
    try (ShardSubtasks back = ShardSubtasks.restore(of(4, INDEX), 1, dir, halfWay)) {
      assertThat(back.contents(changes.ids())).isEqualTo(changes.expected());
      back.apply(changes.next(500, 500), 32);
      assertThat(back.contents(changes.ids())).isEqualTo(changes.expected());
    }
  }

  /** Lists sum distances up in another order than graphs: their last bit may differ. */
  private static List<String> ids(ShardSubtasks shards, float[] question) throws Exception {
    return shards.ask(nearest(1, 1, question)).stream().map(Hit::id).toList();
  }

  private void assertRefused(Catalog changed, String message) {
    assertThatThrownBy(() -> ShardSubtasks.restore(changed, 1, dir, checkpoint).close())
        .hasStackTraceContaining(message);
  }

  private static Catalog of(int shards, IndexSpec index) {
    return of(shards, index, Order.LOG);
  }

  private static Catalog of(int shards, IndexSpec index, Order order) {
    return catalog(new CollectionSpec("words", shards, order, index, 40, Samples.RETENTION));
  }
}
