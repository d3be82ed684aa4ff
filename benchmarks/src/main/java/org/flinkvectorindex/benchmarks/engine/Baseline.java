package org.flinkvectorindex.benchmarks.engine;

import java.io.IOException;
import org.flinkvectorindex.index.Structure.Kind;

/** What our own index is measured beside. */
public enum Baseline {
  JVECTOR,
  /** The last of Java 17, in this JVM. */
  LUCENE,
  /** The newest, in a process of its own with a newer Java. */
  LUCENE10,
  HNSWLIB,
  FAISS;

  /** Fails now where it could not be opened later, after hours of measuring others. */
  public void require() throws IOException {
    switch (this) {
      case JVECTOR, LUCENE -> {}
      case HNSWLIB -> DriverEngine.driver("hnswlib");
      case LUCENE10 -> DriverEngine.driver("lucene10");
      case FAISS -> DriverEngine.driver("faiss");
    }
  }

  /** What it finds vectors by. */
  public Kind kind() {
    return this == FAISS ? Kind.IVF : Kind.HNSW;
  }

  public Engine open(Workload work) throws IOException {
    Workload prepared = work.prepared();
    return switch (this) {
      case JVECTOR -> new JVectorEngine(prepared);
      case LUCENE -> new LuceneEngine(prepared);
      case HNSWLIB -> DriverEngine.hnswlib(prepared);
      case LUCENE10 -> DriverEngine.lucene10(prepared);
      case FAISS -> DriverEngine.faiss(prepared);
    };
  }
}
