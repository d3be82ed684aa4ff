package org.flinkvectorindex.jobs.endtoend;

import java.util.Random;

/** Vectors that lie in clusters, as real ones do. */
final class ClusteredVectors {
  private static final double SPREAD = 0.35;

  private final Random random;
  private final float[][] centres;

  ClusteredVectors(Random random, int dimension, int clusters) {
    this.random = random;
    this.centres = new float[clusters][dimension];
    for (float[] centre : centres) {
      for (int i = 0; i < dimension; i++) {
        centre[i] = (float) random.nextGaussian();
      }
    }
  }

  float[] next() {
    float[] vector = centres[random.nextInt(centres.length)].clone();
    for (int i = 0; i < vector.length; i++) {
      vector[i] += (float) (SPREAD * random.nextGaussian());
    }
    return vector;
  }
}
