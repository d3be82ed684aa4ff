package org.flinkvectorindex.benchmarks.engine;

import java.io.Closeable;
import java.io.IOException;

/**
 * An index that is measured: takes all rows of a {@link Workload} one by one, in their order and in
 * one thread, then answers all of its queries, again one by one. It can be stopped between rows, so
 * that several are measured by turns.
 */
public sealed interface Engine extends Closeable permits JvmEngine, DriverEngine {

  /** As results call it. */
  String name();

  /** What distances are computed with; known after {@link #insert}. */
  String kernels();

  /**
   * The rows that follow those already in; after the last one all can be searched.
   *
   * @param until the first that is left for later
   * @return what all inserts up to here have cost
   */
  Inserts insert(int until) throws IOException;

  /** One pass over the queries. */
  Answers search(int ef) throws IOException;
}
