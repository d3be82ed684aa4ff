package org.flinkvectorindex.benchmarks.engine;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.IntConsumer;

/**
 * An index that is measured: takes all rows of a {@link Workload} one by one, in their order and in
 * one thread, then answers all of its queries, again one by one.
 */
public sealed interface Engine extends Closeable permits JvmEngine, DriverEngine {

  /** As results call it. */
  String name();

  /** What distances are computed with; known after {@link #insert}. */
  String kernels();

  /**
   * All rows, once.
   *
   * @param inserted told the number of rows from time to time
   */
  Inserts insert(IntConsumer inserted) throws IOException;

  /** One pass over the queries. */
  Answers search(int ef) throws IOException;
}
