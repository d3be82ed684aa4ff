package org.flinkvectorindex.benchmarks.demo;

import java.util.concurrent.CompletableFuture;
import org.flinkvectorindex.connectors.record.Origin;

/** The one ordered stream by which words reach the job. */
interface Outlet extends AutoCloseable {

  /**
   * Sends a change, after those before.
   *
   * @return where the job will read it, once the broker has it
   */
  CompletableFuture<Origin> send(Sent change);

  @Override
  void close();
}
