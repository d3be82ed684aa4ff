package org.flinkvectorindex.operators.window;

import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.WindowStatistics.Moments;

/**
 * Sums over vectors, by dimension: of components and of their squares, in double precision, so that
 * sums of floats are exact to some 15 digits and the order of vectors is not seen in them.
 */
public final class VectorSums {
  private long count;
  private double[] sums = new double[0];
  private double[] squares = new double[0];

  /** Returns the vector's squared length. */
  public double add(float[] vector) {
    if (sums.length != vector.length) {
      sums = new double[vector.length];
      squares = new double[vector.length];
    }
    count++;
    double length = 0;
    for (int i = 0; i < vector.length; i++) {
      double component = vector[i];
      double square = component * component;
      sums[i] += component;
      squares[i] += square;
      length += square;
    }
    return length;
  }

  void merge(VectorSums other) {
    if (other.count == 0) {
      return;
    }
    if (count == 0) {
      sums = other.sums.clone();
      squares = other.squares.clone();
    } else {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += other.sums[i];
        squares[i] += other.squares[i];
      }
    }
    count += other.count;
  }

  /** Empty without vectors. */
  public Optional<Moments> moments() {
    if (count == 0) {
      return Optional.empty();
    }
    float[] mean = new float[sums.length];
    float[] variance = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      double average = sums[i] / count;
      mean[i] = (float) average;
      variance[i] =
          count < 2 ? 0 : (float) (Math.max(0, squares[i] - average * sums[i]) / (count - 1));
    }
    return Optional.of(new Moments(count, mean, variance));
  }

  void write(DataOutputView out) throws IOException {
    out.writeLong(count);
    out.writeInt(sums.length);
    for (int i = 0; i < sums.length; i++) {
      out.writeDouble(sums[i]);
      out.writeDouble(squares[i]);
    }
  }

  static VectorSums read(DataInputView in) throws IOException {
    VectorSums read = new VectorSums();
    read.count = in.readLong();
    int dimension = in.readInt();
    read.sums = new double[dimension];
    read.squares = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      read.sums[i] = in.readDouble();
      read.squares[i] = in.readDouble();
    }
    return read;
  }
}
