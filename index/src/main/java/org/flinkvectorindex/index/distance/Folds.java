package org.flinkvectorindex.index.distance;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The last three halvings, which every width has in common. */
final class Folds {
  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;

  private Folds() {}

  /** Not {@code reduceLanes}: its order is left open, and so would be the last bit. */
  static float fold(FloatVector eight) {
    FloatVector four =
        ((FloatVector) eight.reinterpretShape(FOUR, 0))
            .add((FloatVector) eight.reinterpretShape(FOUR, 1));
    return (four.lane(0) + four.lane(2)) + (four.lane(1) + four.lane(3));
  }
}
