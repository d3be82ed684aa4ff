package org.flinkvectorindex.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
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
      defaultValue = "cosine",
      description = "Distance: ${COMPLETION-CANDIDATES}, in any case; default: ${DEFAULT-VALUE}.")
  private Metric metric;

  public Path file() {
    return base;
  }

  public Vectors base() throws IOException {
    return Rows.read("--base", base);
  }

  /** In as many dimensions as what they are compared with. */
  public Vectors queries(Vectors base) throws IOException {
    Vectors read = Rows.read("--queries", queries);
    if (read.dimension() != base.dimension()) {
      throw new IOException(
          "--queries has rows of %d, --base of %d".formatted(read.dimension(), base.dimension()));
    }
    return read;
  }

  public Metric metric() {
    return metric;
  }
}
