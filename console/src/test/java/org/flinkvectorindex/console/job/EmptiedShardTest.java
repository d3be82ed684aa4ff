package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.flinkvectorindex.console.Said;
import org.flinkvectorindex.console.inspect.SavedIndex;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shards of which little is left, or too little. */
class EmptiedShardTest {
  private static final int DIMENSION = 3;

  @TempDir private Path folder;

  enum Kind {
    FLAT(new Structure.Flat()),
    HNSW(new Structure.Hnsw(8, 40)),
    IVF(new Structure.Ivf(0, 40)),
    AUTO(new Structure.Auto(new Structure.Ivf(0, 40)));

    private final IndexSpec spec;

    Kind(Structure structure) {
      spec = new IndexSpec(structure, DIMENSION, Metric.L2, 0.5, Quantizer.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofWhichOnlyADeleteIsKnownIsReadAndCompared(Kind kind) throws Exception {
    try (SavedJob job = new SavedJob(kind.spec, Optional.empty(), false)) {
      job.delete("nobody", DIMENSION);
      assertReadAndCompared(kind, job.stop());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoseVectorsAreAllDeletedIsReadAndCompared(Kind kind) throws Exception {
    try (SavedJob job = new SavedJob(kind.spec, Optional.empty(), false)) {
      job.put("one", 1, 2, 3);
      job.delete("one", DIMENSION);
      assertReadAndCompared(kind, job.stop());
    }
  }

  private void assertReadAndCompared(Kind kind, OperatorSubtaskState saved) throws Exception {
    String savepoint = SavedJob.folder(saved, folder);
    Said count = Said.by("inspect", "--savepoint", savepoint);
    assertThat(count.err()).isEmpty();
    assertThat(count.out()).isEqualToIgnoringNewLines("words: 0 vectors in 1 shards");
    Said hash = Said.by("inspect", "--savepoint", savepoint, "--hash");
    assertThat(hash.err()).isEmpty();
    assertThat(hash.out()).startsWith("words shard 0: 0 vectors, content 0000");
    try (SavedJob next = new SavedJob(kind.spec, Optional.of(saved), false)) {
      assertThat(
              Comparison.of(
                  () -> new SavedIndex(savepoint).summaries(Map.of(), Optional.empty()),
                  next::shards))
          .isEqualTo(new Comparison.Equal(1, 0));
    }
  }

  /** A dropped collection has no meta either; a shard that was not dropped is not passed over. */
  @Test
  void whoseMetaIsLostIsAnErrorUnlessItsCollectionWasDropped() throws Exception {
    OperatorSubtaskState saved;
    try (SavedJob job = new SavedJob(Kind.FLAT.spec, Optional.empty(), true)) {
      job.put("one", 1, 2, 3);
      saved = job.stop();
    }
    OperatorSubtaskState lost;
    try (SavedJob job = new SavedJob(Kind.FLAT.spec, Optional.of(saved), true)) {
      job.loseMeta();
      lost = job.stop();
    }
    String savepoint = SavedJob.folder(lost, folder);
    Said refused = Said.by("inspect", "--savepoint", savepoint);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("shard 0 of words has state, but no shard-meta");
  }

  @Test
  void whoseCollectionWasDroppedIsPassedOver() throws Exception {
    OperatorSubtaskState saved;
    try (SavedJob job = new SavedJob(Kind.FLAT.spec, Optional.empty(), true)) {
      job.put("one", 1, 2, 3);
      job.drop();
      saved = job.stop();
    }
    Said nothing = Said.by("inspect", "--savepoint", SavedJob.folder(saved, folder));
    assertThat(nothing.err()).isEmpty();
    assertThat(nothing.status()).isZero();
    assertThat(nothing.out()).isEmpty();
  }
}
