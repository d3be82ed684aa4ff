package org.flinkvectorindex.index.distance;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Chooses the kernels of this machine, once. */
public final class KernelChoice {
  private static final Logger LOG = Logger.getLogger(KernelChoice.class.getName());
  private static final Kernels SCALAR = new ScalarKernels();
  private static final Kernels BEST = choose();

  private KernelChoice() {}

  /** The fastest that this JVM can run. */
  public static Kernels best() {
    return BEST;
  }

  /** Without SIMD. */
  public static Kernels scalar() {
    return SCALAR;
  }

  /** Whether {@link #best()} uses SIMD. */
  public static boolean simd() {
    return BEST != SCALAR;
  }

  private static Kernels choose() {
    if (Boolean.getBoolean("fvi.scalar")) {
      return SCALAR;
    }
    try {
      Optional<Kernels> widest = SimdChoice.widest();
      if (widest.isEmpty()) {
        LOG.info(
            "SIMD is off and distances are several times slower: registers are narrower than 256"
                + " bits");
      }
      return widest.orElse(SCALAR);
    } catch (NoClassDefFoundError e) {
      LOG.log(
          Level.WARNING,
          "SIMD is off and distances are several times slower: the JVM runs without --add-modules"
              + " jdk.incubator.vector (env.java.opts.all in Flink's config.yaml)");
      return SCALAR;
    }
  }
}
