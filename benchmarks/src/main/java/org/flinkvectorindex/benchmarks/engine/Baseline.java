package org.flinkvectorindex.benchmarks.engine;

import java.io.IOException;

/** What our own index is measured beside. */
public enum Baseline {
  JVECTOR,
  LUCENE,
  HNSWLIB;

  /** Fails now where it could not be opened later, after hours of measuring others. */
  public void require() throws IOException {
    if (this == HNSWLIB) {
      HnswlibEngine.driver();
    }
  }

  public Engine open(Workload work) throws IOException {
    Workload prepared = work.prepared();
    return switch (this) {
      case JVECTOR -> new JVectorEngine(prepared);
      case LUCENE -> new LuceneEngine(prepared);
      case HNSWLIB -> new HnswlibEngine(prepared);
    };
  }
}
