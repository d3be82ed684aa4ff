package org.flinkvectorindex.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.flinkvectorindex.index.distance.BlockKernels;
import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.journal.LogBuffer;
import org.flinkvectorindex.index.journal.LogCursor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CodebookLearnerTest {
  private static final long SEED = 31;
  private static final BlockKernels KERNELS = KernelChoice.best().blocks();

  /** Clusters, elsewhere for each era. */
  private static float[] vector(Random random, int dimension, int era) {
    float[] vector = new float[dimension];
    int cluster = random.nextInt(8);
    for (int i = 0; i < dimension; i++) {
      int at = (cluster * 3 + i * 5) % 7;
      int centre = era == 0 ? at - 3 : at * at * 3 % 11 - 4;
      vector[i] = (float) (centre + 0.2 * random.nextGaussian());
    }
    return vector;
  }

  private static double error(Codebook codebook, int dimension, int era) {
    Random random = new Random(SEED + 1);
    float[] scaled = new float[dimension + 1];
    double sum = 0;
    for (int i = 0; i < 500; i++) {
      Codebook.scale(vector(random, dimension, era), dimension, scaled);
      sum += codebook.error(scaled, KERNELS, new byte[dimension + 1]) / dimension;
    }
    return sum / 500;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 32})
  void codesWhatCameBetterThanWhatIsKnownBefore(int dimension) {
    Random random = new Random(SEED);
    CodebookLearner learner = new CodebookLearner(dimension, KERNELS);
    Codebook normal = Codebook.normal(dimension);
    for (int i = 0; i < 2000; i++) {
      assertThat(i < 768 && learner.isBetter()).as("too early").isFalse();
      learner.learn(vector(random, dimension, 0), normal);
    }
    assertThat(learner.isBetter()).isTrue();
    double before = error(normal, dimension, 0);
    assertThat(learner.error()).isBetween(0.8 * before, 1.2 * before);
    Codebook learned = learner.take();
    assertThat(error(learned, dimension, 0)).isLessThan(0.5 * before);
    assertThat(learner.isBetter()).as("than itself").isFalse();
  }

  /** Sixteen codewords on one spot, as with pixels that are nearly always black. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void codewordsThatAreOfNoUseGoElsewhere(boolean atFirst) {
    int dimension = 8;
    Random random = new Random(SEED);
    CodebookLearner learner = new CodebookLearner(dimension, KERNELS);
    Codebook normal = Codebook.normal(dimension);
    float[] same = vector(random, dimension, 0);
    for (int i = 0; atFirst && i < 16; i++) {
      learner.learn(same, normal);
    }
    for (int i = 0; i < 6000; i++) {
      learner.learn(vector(random, dimension, 0), normal);
    }
    double error = error(learner.take(), dimension, 0);
    System.out.printf("error %.4f%n", error);
    assertThat(error).isLessThan(0.02);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9})
  void followsVectorsThatDrift(int dimension) {
    Random random = new Random(SEED);
    CodebookLearner learner = new CodebookLearner(dimension, KERNELS);
    Codebook normal = Codebook.normal(dimension);
    for (int i = 0; i < 20_000; i++) {
      learner.learn(vector(random, dimension, 0), normal);
    }
    Codebook first = learner.take();
    for (int i = 0; i < 10_000; i++) {
      learner.learn(vector(random, dimension, 1), first);
    }
    assertThat(learner.isBetter()).isTrue();
    double before = error(first, dimension, 1);
    assertThat(error(learner.take(), dimension, 1)).isLessThan(0.5 * before);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 100, 5000})
  void comesBackAndLearnsOnTheSame(int upTo) throws Exception {
    int dimension = 9;
    Random random = new Random(SEED);
    CodebookLearner learner = new CodebookLearner(dimension, KERNELS);
    Codebook normal = Codebook.normal(dimension);
    for (int i = 0; i < upTo; i++) {
      learner.learn(vector(random, dimension, 0), normal);
    }
    CodebookLearner restored = new CodebookLearner(dimension, KERNELS);
    restored.restore(new LogCursor(saved(learner), "learner"));
    for (int i = 0; i < 5000; i++) {
      float[] vector = vector(random, dimension, 1);
      learner.learn(vector, normal);
      restored.learn(vector, normal);
    }
    assertThat(saved(restored)).isEqualTo(saved(learner));
    assertThat(restored.take().hash()).isEqualTo(learner.take().hash());
  }

  private static byte[] saved(CodebookLearner learner) {
    LogBuffer out = new LogBuffer();
    learner.save(out);
    return out.toBytes();
  }
}
