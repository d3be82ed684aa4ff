package org.flinkvectorindex.benchmarks.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.Metric;

/**
 * hnswlib in a process of its own, by the driver in {@code src/main/cpp}, which has the same loops
 * and clocks as {@link JvmEngine}. Rows and queries are given to it in files, an ef a line, and it
 * answers in lines of JSON. Bytes are those it has allocated.
 */
final class HnswlibEngine implements Engine {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS_A_WRITE = 1024;

  /** As the JVM of {@code bin/bench} has them; another setting in the environment is kept. */
  private static final String LARGE_PAGES = "glibc.malloc.hugetlb=1";

  private final int queries;
  private final int k;
  private final Path folder;
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter asked;
  private String kernels = "";

  HnswlibEngine(Workload work) throws IOException {
    queries = work.queries().count();
    k = work.k();
    String driver = driver();
    folder = Files.createTempDirectory("fvi-hnswlib-");
    ProcessBuilder builder =
        new ProcessBuilder(
                driver,
                write(work.base(), folder.resolve("base.fbin")).toString(),
                write(work.queries(), folder.resolve("queries.fbin")).toString(),
                work.spec().metric() == Metric.L2 ? "l2" : "dot",
                Integer.toString(work.links().m()),
                Integer.toString(work.links().efConstruction()),
                Integer.toString(k))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putIfAbsent("GLIBC_TUNABLES", LARGE_PAGES);
    process = builder.start();
    answers = process.inputReader();
    asked = process.outputWriter();
  }

  /** Where its driver is; builds it where that is needed. */
  static String driver() throws IOException {
    Path script = Path.of(System.getProperty("project.root", "."), "bin", ".hnswlib");
    Process build =
        new ProcessBuilder(script.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader printed = build.inputReader()) {
      String path = printed.readLine();
      if (path == null) {
        throw new IOException("hnswlib can't be measured: its driver was not built");
      }
      return path;
    }
  }

  private static Path write(Vectors vectors, Path path) throws IOException {
    int d = vectors.dimension();
    ByteBuffer buffer =
        ByteBuffer.allocate(ROWS_A_WRITE * d * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = Files.newOutputStream(path)) {
      out.write(
          ByteBuffer.allocate(8)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(vectors.count())
              .putInt(d)
              .array());
      for (int row = 0; row < vectors.count(); row += ROWS_A_WRITE) {
        int count = Math.min(ROWS_A_WRITE, vectors.count() - row);
        buffer.asFloatBuffer().put(vectors.values(), row * d, count * d);
        out.write(buffer.array(), 0, count * d * Float.BYTES);
      }
    }
    return path;
  }

  @Override
  public String name() {
    return "hnswlib";
  }

  @Override
  public String kernels() {
    return kernels;
  }

  @Override
  public Inserts insert(IntConsumer inserted) throws IOException {
    JsonNode line = line();
    kernels = line.required("kernels").asText();
    return new Inserts(
        line.required("seconds").asDouble(),
        line.required("cpu_seconds").asDouble(),
        line.required("p99_us").asDouble(),
        line.required("max_us").asDouble(),
        line.required("bytes").asDouble(),
        Double.NaN);
  }

  @Override
  public Answers search(int ef) throws IOException {
    asked.write(Integer.toString(ef));
    asked.newLine();
    asked.flush();
    JsonNode line = line();
    JsonNode all = line.required("rows");
    int[][] rows = new int[queries][k];
    for (int q = 0; q < queries; q++) {
      for (int i = 0; i < k; i++) {
        rows[q][i] = all.get(q * k + i).asInt();
      }
      rows[q] = Arrays.stream(rows[q]).filter(row -> row >= 0).toArray();
    }
    return new Answers(
        rows,
        line.required("seconds").asDouble(),
        line.required("cpu_seconds").asDouble(),
        line.required("p50_us").asDouble(),
        line.required("p99_us").asDouble(),
        Double.NaN);
  }

  private JsonNode line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("hnswlib_driver ended early");
    }
    return JSON.readTree(line);
  }

  /** Its process ends with its input. */
  @Override
  public void close() throws IOException {
    asked.close();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    answers.close();
    Files.deleteIfExists(folder.resolve("base.fbin"));
    Files.deleteIfExists(folder.resolve("queries.fbin"));
    Files.deleteIfExists(folder);
  }
}
