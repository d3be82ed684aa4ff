package org.flinkvectorindex.benchmarks.state;

import java.util.SplittableRandom;
import org.flinkvectorindex.connectors.file.Vectors;

/** Vectors without end, by number: the same number gives the same vector. */
interface VectorSupply {

  int dimension();

  /** How many the index is filled with. */
  int count();

  /** Writes vector {@code number}; those from {@link #count()} on are for updates and inserts. */
  void write(long number, float[] into, int offset);

  /** These rows, then the same rows again, each component a little moved. */
  static VectorSupply of(Vectors rows) {
    return new VectorSupply() {
      @Override
      public int dimension() {
        return rows.dimension();
      }

      @Override
      public int count() {
        return rows.count();
      }

      @Override
      public void write(long number, float[] into, int offset) {
        int row = (int) (number % rows.count());
        System.arraycopy(rows.values(), row * rows.dimension(), into, offset, rows.dimension());
        if (number >= rows.count()) {
          SplittableRandom random = new SplittableRandom(number);
          for (int i = offset; i < offset + rows.dimension(); i++) {
            into[i] *= 1 + 0.1f * (random.nextFloat() - 0.5f);
          }
        }
      }
    };
  }

  /** Normally distributed around 1,000 centres that are normally distributed themselves. */
  static VectorSupply clustered(int count, int dimension, long seed) {
    float[] centres = new float[1000 * dimension];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < centres.length; i++) {
      centres[i] = (float) random.nextGaussian();
    }
    return new VectorSupply() {
      @Override
      public int dimension() {
        return dimension;
      }

      @Override
      public int count() {
        return count;
      }

      @Override
      public void write(long number, float[] into, int offset) {
        SplittableRandom own = new SplittableRandom(seed ^ (number + 1) * 0x9E3779B97F4A7C15L);
        int centre = own.nextInt(1000) * dimension;
        for (int i = 0; i < dimension; i++) {
          into[offset + i] = centres[centre + i] + 0.5f * (float) own.nextGaussian();
        }
      }
    };
  }
}
