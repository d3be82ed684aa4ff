package org.flinkvectorindex.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.Metric;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is indexed and what is asked: only what a job would index and answer. */
public final class DataOptions {
  @Option(names = "--base", required = true, paramLabel = "FILE", description = "Vectors to index.")
  private Path base;

  @Option(names = "--queries", required = true, paramLabel = "FILE", description = "Queries.")
  private Path queries;

  @Option(
      names = "--metric",
      defaultValue = "cosine",
      description = "Distance: ${COMPLETION-CANDIDATES}, in any case; default: ${DEFAULT-VALUE}.")
  private Metric metric;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  public Path file() {
    return base;
  }

  /** At least one row, and none that the metric has no distance to. */
  public Vectors base() throws IOException {
    return read("--base", base);
  }

  /** The same, in as many dimensions as what they are compared with. */
  public Vectors queries(Vectors base) throws IOException {
    Vectors read = read("--queries", queries);
    if (read.dimension() != base.dimension()) {
      throw refused("--queries has rows of %d, --base of %d", read.dimension(), base.dimension());
    }
    return read;
  }

  private Vectors read(String name, Path file) throws IOException {
    Vectors read = VectorFiles.vectors(file);
    if (read.count() == 0) {
      throw refused("%s has no rows: %s", name, file);
    }
    for (int row = 0; row < read.count(); row++) {
      double squares = squares(read, row);
      if (!Double.isFinite(squares) || squares == 0 && metric == Metric.COSINE) {
        throw refused(
            "%s: row %d of %s %s",
            name, row, file, squares == 0 ? "is of length zero under cosine" : "is not finite");
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

  private ParameterException refused(String format, Object... values) {
    return new ParameterException(command.commandLine(), format.formatted(values));
  }

  public Metric metric() {
    return metric;
  }
}
