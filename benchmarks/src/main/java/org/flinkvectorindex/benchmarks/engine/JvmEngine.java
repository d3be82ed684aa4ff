package org.flinkvectorindex.benchmarks.engine;

import java.io.IOException;
import java.util.function.IntConsumer;
import org.flinkvectorindex.benchmarks.Cpu;
import org.flinkvectorindex.benchmarks.Durations;
import org.flinkvectorindex.benchmarks.Pauses;
import org.flinkvectorindex.connectors.file.Vectors;

/** An index in this JVM: the same loops and clocks for all of them. */
public abstract sealed class JvmEngine implements Engine
    permits OwnEngine, JVectorEngine, LuceneEngine {
  private static final int TOLD_EVERY = 50_000;

  private final Vectors base;
  private final Vectors queries;

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

  abstract void insert(int row) throws IOException;

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
  public final Inserts insert(IntConsumer inserted) throws IOException {
    Pauses pauses = new Pauses();
    long started = System.nanoTime();
    long cpu = Cpu.nanos();
    for (int row = 0; row < base.count(); row++) {
      pauses.begin();
      insert(row);
      pauses.end();
      if ((row + 1) % TOLD_EVERY == 0) {
        inserted.accept(row + 1);
      }
    }
    long others = finish();
    return new Inserts(
        (System.nanoTime() - started) / 1e9,
        (Cpu.nanos() - cpu + others) / 1e9,
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
