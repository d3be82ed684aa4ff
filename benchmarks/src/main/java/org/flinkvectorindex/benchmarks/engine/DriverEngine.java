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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.index.Metric;

/**
 * A library in a process of its own, in C++ or a newer Java, by its driver in {@code src/main/cpp}
 * or {@code src/main/lucene10}, which has the same loops and clocks as {@link JvmEngine}. Rows and
 * queries are given to it in files, how far to insert and then each effort a line, and it answers
 * in lines of JSON. Bytes are those it has allocated.
 */
final class DriverEngine implements Engine {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS_A_WRITE = 1024;

  /** As the JVM of {@code bin/bench} has them; another setting in the environment is kept. */
  private static final String LARGE_PAGES = "glibc.malloc.hugetlb=1";

  private final String name;
  private final int queries;
  private final int k;
  private final Path folder;
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter asked;
  private String kernels = "";

  private DriverEngine(String name, Workload work, List<Integer> options) throws IOException {
    this.name = name;
    queries = work.queries().count();
    k = work.k();
    String driver = driver(name);
    folder = Files.createTempDirectory("fvi-" + name + "-");
    List<String> command = new ArrayList<>();
    command.add(driver);
    command.add(write(work.base(), folder.resolve("base.fbin")).toString());
    command.add(write(work.queries(), folder.resolve("queries.fbin")).toString());
    command.add(work.spec().metric() == Metric.L2 ? "l2" : "dot");
    options.forEach(option -> command.add(option.toString()));
    command.add(Integer.toString(k));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putIfAbsent("GLIBC_TUNABLES", LARGE_PAGES);
    process = builder.start();
    answers = process.inputReader();
    asked = process.outputWriter();
  }

  static DriverEngine hnswlib(Workload work) throws IOException {
    return graph("hnswlib", work);
  }

  static DriverEngine lucene10(Workload work) throws IOException {
    return graph("lucene10", work);
  }

  private static DriverEngine graph(String name, Workload work) throws IOException {
    return new DriverEngine(name, work, List.of(work.links().m(), work.links().efConstruction()));
  }

  /** IVFFlat. */
  static DriverEngine faiss(Workload work) throws IOException {
    return new DriverEngine("faiss", work, List.of(work.lists()));
  }

  /** Where a driver is; builds it where that is needed. */
  static String driver(String name) throws IOException {
    Path script = Path.of(System.getProperty("project.root", "."), "bin", ".driver");
    Process build =
        new ProcessBuilder(script.toString(), name)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader printed = build.inputReader()) {
      String path = printed.readLine();
      if (path == null) {
        throw new IOException(name + " can't be measured: its driver was not built");
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
    return name;
  }

  @Override
  public String kernels() {
    return kernels;
  }

  @Override
  public Inserts insert(int until) throws IOException {
    JsonNode line = ask(until);
    kernels = line.required("kernels").asText();
    return new Inserts(
        line.required("seconds").asDouble(),
        line.required("cpu_seconds").asDouble(),
        line.required("p99_us").asDouble(),
        line.required("max_us").asDouble(),
        Double.NaN,
        line.required("bytes").asDouble(),
        Double.NaN);
  }

  @Override
  public Answers search(int ef) throws IOException {
    JsonNode line = ask(ef);
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

  private JsonNode ask(int number) throws IOException {
    asked.write(Integer.toString(number));
    asked.newLine();
    asked.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException(name + "_driver ended early");
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
