package org.flinkvectorindex.operators.shard;

import static org.flinkvectorindex.operators.Samples.DIMENSION;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.remove;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flinkvectorindex.operators.admit.Operation;

/** Changes by a printed seed, and what they must end in. */
final class RandomChanges {
  private final Random random;
  private final List<Operation.Row> all = new ArrayList<>();
  private long order;

  RandomChanges() {
    this(System.nanoTime());
  }

  RandomChanges(long seed) {
    System.out.println("seed " + seed);
    random = new Random(seed);
  }

  /** The next changes: a third of those of known ids are deletes. */
  List<Operation.Row> next(int count, int ids) {
    List<Operation.Row> next = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "id" + random.nextInt(ids);
      order++;
      next.add(random.nextInt(4) == 0 ? remove(id, order) : put(id, order, vector()));
    }
    all.addAll(next);
    return next;
  }

  float[] vector() {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }

  Random random() {
    return random;
  }

  List<Operation.Row> all() {
    return all;
  }

  TreeSet<String> ids() {
    TreeSet<String> ids = new TreeSet<>();
    all.forEach(operation -> ids.add(operation.id()));
    return ids;
  }

  /** A plain map's view: attributes of the newest put of each id that no newer removal follows. */
  Map<String, String> expected() {
    Map<String, Operation.Row> newest = new TreeMap<>();
    for (Operation.Row operation : all) {
      newest.merge(operation.id(), operation, (a, b) -> a.order().compareTo(b.order()) > 0 ? a : b);
    }
    Map<String, String> expected = new TreeMap<>();
    newest.forEach(
        (id, operation) -> {
          if (operation instanceof Operation.Put put) {
            expected.put(id, put.attributes().orElse(""));
          }
        });
    return expected;
  }
}
