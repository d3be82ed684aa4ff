package org.flinkvectorindex.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.Metric;
import picocli.CommandLine.Option;

/** What is indexed and what is asked. */
public final class DataOptions {
  @Option(names = "--base", required = true, paramLabel = "FILE", description = "Vectors to index.")
  private Path base;

  @Option(names = "--queries", required = true, paramLabel = "FILE", description = "Queries.")
  private Path queries;

  @Option(
      names = "--metric",
      required = true,
      description = "Distance: ${COMPLETION-CANDIDATES}, in any case.")
  private Metric metric;

  public Path file() {
    return base;
  }

  public Vectors base() throws IOException {
    return VectorFiles.vectors(base);
  }

  public Vectors queries() throws IOException {
    return VectorFiles.vectors(queries);
  }

  public Metric metric() {
    return metric;
  }
}
