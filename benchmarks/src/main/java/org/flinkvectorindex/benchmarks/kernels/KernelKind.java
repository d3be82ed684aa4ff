package org.flinkvectorindex.benchmarks.kernels;

import org.flinkvectorindex.index.distance.KernelChoice;
import org.flinkvectorindex.index.distance.Kernels;

/** Which kernels a benchmark runs with. */
public enum KernelKind {
  /** The fastest of this JVM; an error where it has none. */
  SIMD {
    @Override
    Kernels get() {
      if (!KernelChoice.simd()) {
        throw new IllegalStateException("this JVM has no SIMD kernels: -p kernels=SCALAR");
      }
      return KernelChoice.best();
    }
  },
  /** Without SIMD. */
  SCALAR {
    @Override
    Kernels get() {
      return KernelChoice.scalar();
    }
  };

  abstract Kernels get();
}
