package org.flinkvectorindex.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.Metric;

/** Reads only what a job would index and answer. */
public final class Rows {
  private Rows() {}

  /**
   * @param option that names the file
   * @return at least one row, all finite and none that the metric has no distance to
   * @throws IOException saying which row is not so
   */
  public static Vectors read(String option, Path file, Metric metric) throws IOException {
    Vectors read = VectorFiles.vectors(file);
    if (read.count() == 0) {
      throw new IOException("%s has no rows: %s".formatted(option, file));
    }
    for (int row = 0; row < read.count(); row++) {
      double squares = squares(read, row);
      if (!Double.isFinite(squares) || squares == 0 && metric == Metric.COSINE) {
        throw new IOException(
            "%s: row %d of %s %s"
                .formatted(
                    option,
                    row,
                    file,
                    squares == 0 ? "is of length zero under cosine" : "is not finite"));
      }
    }
    return read;
  }

  private static double squares(Vectors vectors, int row) {
    double sum = 0;
    int from = row * vectors.dimension();
    for (int i = from; i < from + vectors.dimension(); i++) {
      sum += (double) vectors.values()[i] * vectors.values()[i];
    }
    return sum;
  }
}
