package org.flinkvectorindex.index.distance;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;

/** Touches the incubator module, so that {@link KernelChoice} loads without it. */
final class SimdChoice {
  private SimdChoice() {}

  /** Empty where registers are narrower than 256 bits. */
  static Optional<Kernels> widest() {
    int lanes = FloatVector.SPECIES_PREFERRED.length();
    if (lanes >= 16) {
      return Optional.of(new Simd512Kernels());
    }
    return lanes == 8 ? Optional.of(new Simd256Kernels()) : Optional.empty();
  }
}
