package org.flinkvectorindex.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.file.Vectors;

/** Reads vectors that have distances from each other. */
public final class Rows {
  private Rows() {}

  /**
   * @param option that names the file
   * @return at least one row, all finite
   * @throws IOException saying which row is not so
   */
  public static Vectors read(String option, Path file) throws IOException {
    Vectors read = VectorFiles.vectors(file);
    if (read.count() == 0) {
      throw new IOException("%s has no rows: %s".formatted(option, file));
    }
    for (int row = 0; row < read.count(); row++) {
      if (!Double.isFinite(squares(read, row))) {
        throw new IOException("%s: row %d of %s is not finite".formatted(option, row, file));
      }
    }
    return read;
  }

  /**
   * @throws IOException where a row is of length zero, which a job refuses under cosine
   */
  public static void requireDirections(String option, Vectors vectors) throws IOException {
    for (int row = 0; row < vectors.count(); row++) {
      if (squares(vectors, row) == 0) {
        throw new IOException(
            "%s: row %d is of length zero, which a job refuses under cosine"
                .formatted(option, row));
      }
    }
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
