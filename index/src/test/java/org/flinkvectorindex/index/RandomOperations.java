package org.flinkvectorindex.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Upserts of new and known ids and deletes, the same for the same seed, and what they leave in a
 * plain map.
 */
public final class RandomOperations {
  public final Map<String, float[]> expected = new HashMap<>();
  private final List<String> live = new ArrayList<>();
  private final Random random;
  private final int dimension;
  private final double deletes;
  private int next;

  public RandomOperations(long seed, int dimension, double deletes) {
    random = new Random(seed);
    this.dimension = dimension;
    this.deletes = deletes;
  }

  public record Operation(String id, float[] vector) {
    public boolean isDelete() {
      return vector == null;
    }

    public void apply(VectorIndex index, MapStore store) {
      if (isDelete()) {
        index.delete(id);
      } else {
        store.vectors.put(index.upsert(id, vector, 0), new MapStore.Stored(id, vector));
      }
    }
  }

  public Operation next() {
    double dice = random.nextDouble();
    if (!live.isEmpty() && dice < deletes) {
      return delete();
    }
    boolean update = !live.isEmpty() && dice < deletes + 0.2;
    String id = update ? live.get(random.nextInt(live.size())) : "id-" + next++;
    if (!update) {
      live.add(id);
    }
    float[] vector = vector();
    expected.put(id, vector);
    return new Operation(id, vector);
  }

  /** A delete of one that is live. */
  public Operation delete() {
    int i = random.nextInt(live.size());
    String id = live.get(i);
    live.set(i, live.get(live.size() - 1));
    live.remove(live.size() - 1);
    expected.remove(id);
    return new Operation(id, null);
  }

  /** One of ten clusters, and now and then a vector that is there already. */
  public float[] vector() {
    if (!live.isEmpty() && random.nextInt(20) == 0) {
      float[] known = expected.get(live.get(random.nextInt(live.size())));
      if (known != null) {
        return known.clone();
      }
    }
    int cluster = random.nextInt(10);
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) (random.nextGaussian() + ((cluster + i) % 5));
    }
    return vector;
  }

  public List<String> nearest(float[] query, int k, Metric metric) {
    return expected.entrySet().stream()
        .sorted(
            java.util.Comparator.<Map.Entry<String, float[]>>comparingDouble(
                    e -> distance(query, e.getValue(), metric))
                .thenComparing(Map.Entry::getKey))
        .limit(k)
        .map(Map.Entry::getKey)
        .toList();
  }

  public static double distance(float[] a, float[] b, Metric metric) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
      squares += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return switch (metric) {
      case COSINE -> 1 - dot / Math.sqrt(aa * bb);
      case L2 -> squares;
      case IP -> -dot;
    };
  }
}
