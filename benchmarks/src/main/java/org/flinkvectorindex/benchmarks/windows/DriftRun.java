package org.flinkvectorindex.benchmarks.windows;

import java.util.Random;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.connectors.record.WindowStatistics.Drift;
import org.flinkvectorindex.connectors.record.WindowStatistics.Moments;
import org.flinkvectorindex.operators.window.Drifts;
import org.flinkvectorindex.operators.window.VectorSums;

/** A stream drawn from real vectors, as it is or rotated, in windows compared as the job does. */
final class DriftRun {
  private final Vectors vectors;
  private final int size;
  private final Random random;
  private final Moments reference;

  /**
   * What came of some windows.
   *
   * @param mean greatest
   * @param spread greatest
   * @param flagged how many windows
   */
  record Greatest(double mean, double spread, int flagged) {
    double drift() {
      return Math.max(mean, spread);
    }

    Greatest with(Drift drift) {
      return new Greatest(
          Math.max(mean, drift.mean()),
          Math.max(spread, drift.spread()),
          flagged + (drift.flagged() ? 1 : 0));
    }
  }

  DriftRun(Vectors vectors, int size, long seed) {
    this.vectors = vectors;
    this.size = size;
    this.random = new Random(seed);
    reference = window(new double[0][]);
  }

  /** Each compared with the first and with the one before. */
  Greatest unchanged(int windows) {
    Greatest greatest = new Greatest(0, 0, 0);
    Moments before = reference;
    for (int i = 0; i < windows; i++) {
      Moments now = window(new double[0][]);
      greatest = greatest.with(Drifts.between(now, reference, 0));
      greatest = greatest.with(Drifts.between(now, before, 0));
      before = now;
    }
    return greatest;
  }

  /** The first window after all vectors were turned by a random rotation. */
  Greatest rotated() {
    return new Greatest(0, 0, 0)
        .with(Drifts.between(window(rotation(vectors.dimension())), reference, 0));
  }

  private Moments window(double[][] rotation) {
    VectorSums sums = new VectorSums();
    for (int i = 0; i < size; i++) {
      float[] row = vectors.row(random.nextInt(vectors.count()));
      sums.add(rotation.length == 0 ? row : turned(row, rotation));
    }
    return sums.moments().orElseThrow();
  }

  private static float[] turned(float[] row, double[][] rotation) {
    float[] turned = new float[row.length];
    for (int i = 0; i < row.length; i++) {
      double sum = 0;
      for (int j = 0; j < row.length; j++) {
        sum += rotation[i][j] * row[j];
      }
      turned[i] = (float) sum;
    }
    return turned;
  }

  /** Gaussian rows made orthonormal, by Gram and Schmidt. */
  private double[][] rotation(int dimension) {
    double[][] rows = new double[dimension][dimension];
    for (int i = 0; i < dimension; i++) {
      for (int d = 0; d < dimension; d++) {
        rows[i][d] = random.nextGaussian();
      }
      for (int before = 0; before < i; before++) {
        double dot = dot(rows[i], rows[before]);
        for (int d = 0; d < dimension; d++) {
          rows[i][d] -= dot * rows[before][d];
        }
      }
      double length = Math.sqrt(dot(rows[i], rows[i]));
      for (int d = 0; d < dimension; d++) {
        rows[i][d] /= length;
      }
    }
    return rows;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
