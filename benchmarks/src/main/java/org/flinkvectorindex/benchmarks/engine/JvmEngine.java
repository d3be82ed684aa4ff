package org.flinkvectorindex.benchmarks.engine;

import java.io.IOException;
import org.flinkvectorindex.benchmarks.Cpu;
import org.flinkvectorindex.benchmarks.Durations;
import org.flinkvectorindex.benchmarks.Pauses;
import org.flinkvectorindex.connectors.file.Vectors;

/** An index in this JVM: the same loops and clocks for all of them. */
public abstract sealed class JvmEngine implements Engine
    permits OwnEngine, JVectorEngine, LuceneEngine {
  private final Vectors base;
  private final Vectors queries;
  private final Pauses pauses = new Pauses();
  private int row;
  private long nanos;
  private long cpuNanos;

  /** Of rows to insert and queries as this index takes them. */
  JvmEngine(Vectors base, Vectors queries) {
    this.base = base;
    this.queries = queries;
  }

  /**
   * @param rows of the base file, nearest first
   * @param visited distances computed
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  record Found(int[] rows, int visited) {}

  abstract void add(int row) throws IOException;

  /**
   * After the last row: what is left to do before all can be searched.
   *
   * @return nanoseconds that another thread was on a processor for it, while this one waited
   */
  abstract long finish() throws IOException;

  abstract Found find(float[] query, int ef) throws IOException;

  abstract double bytes() throws IOException;

  /** Nothing is written elsewhere, unless an engine says so. */
  double storedBytes() {
    return Double.NaN;
  }

  @Override
  public final Inserts insert(int until) throws IOException {
    long started = System.nanoTime();
    long cpu = Cpu.nanos();
    for (; row < until; row++) {
      pauses.begin();
      add(row);
      pauses.end();
    }
    if (row == base.count()) {
      cpuNanos += finish();
    }
    nanos += System.nanoTime() - started;
    cpuNanos += Cpu.nanos() - cpu;
    return new Inserts(
        nanos / 1e9,
        cpuNanos / 1e9,
        pauses.clock().quantileMicros(0.99),
        pauses.clock().maxMicros(),
        pauses.own().maxMicros(),
        bytes(),
        storedBytes());
  }

  @Override
  public final Answers search(int ef) throws IOException {
    Durations durations = new Durations();
    int[][] rows = new int[queries.count()][];
    long visited = 0;
    long started = System.nanoTime();
    long cpu = Cpu.nanos();
    for (int q = 0; q < rows.length; q++) {
      long from = System.nanoTime();
      Found found = find(queries.row(q), ef);
      durations.add(System.nanoTime() - from);
      rows[q] = found.rows();
      visited += found.visited();
    }
    return new Answers(
        rows,
        (System.nanoTime() - started) / 1e9,
        (Cpu.nanos() - cpu) / 1e9,
        durations.quantileMicros(0.5),
        durations.quantileMicros(0.99),
        visited);
  }
}
