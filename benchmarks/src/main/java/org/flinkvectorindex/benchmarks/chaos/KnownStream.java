package org.flinkvectorindex.benchmarks.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Inserts, updates and deletes, as many as are asked for, the same for the same seed. Their
 * versions decide; they come out of order, so that some are refused as stale.
 */
final class KnownStream {
  static final int DIMENSION = 16;

  private static final int IDS = 3_000;
  private static final int CLUSTERS = 20;
  private static final int SHUFFLED = 64;
  private static final long START = 1_700_000_000_000L;

  /** Event time up to which the stream leaves vectors: most that it begins with are inserts. */
  static final long BEGUN = START + SHUFFLED;

  private final Random random;
  private final float[][] centres = new float[CLUSTERS][DIMENSION];
  private final Map<Integer, Boolean> live = new HashMap<>();
  private final List<Change> next = new ArrayList<>();
  private long version;

  KnownStream(long seed) {
    random = new Random(seed);
    for (float[] centre : centres) {
      for (int i = 0; i < DIMENSION; i++) {
        centre[i] = (float) random.nextGaussian();
      }
    }
  }

  Change next() {
    if (next.isEmpty()) {
      for (int i = 0; i < SHUFFLED; i++) {
        next.add(inOrder());
      }
      Collections.shuffle(next, random);
    }
    return next.remove(next.size() - 1);
  }

  private Change inOrder() {
    int id = random.nextInt(IDS);
    boolean delete = live.getOrDefault(id, false) && random.nextInt(4) == 0;
    live.put(id, !delete);
    version++;
    return new Change(
        "id-" + id,
        version,
        delete ? Optional.empty() : Optional.of(vector(random)),
        START + version);
  }

  /** Near one of the clusters. */
  float[] vector(Random source) {
    float[] vector = centres[source.nextInt(CLUSTERS)].clone();
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] += (float) (0.3 * source.nextGaussian());
    }
    return vector;
  }
}
