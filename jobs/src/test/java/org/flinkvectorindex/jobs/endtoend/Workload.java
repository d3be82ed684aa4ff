package org.flinkvectorindex.jobs.endtoend;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flinkvectorindex.connectors.protobuf.v1.Records;

/**
 * Inserts, updates and deletes with versions, in an order that has nothing to do with them, and the
 * plain map that is left when the greatest version of each id wins.
 *
 * @param changes in the order they arrive
 * @param live what is left
 * @param deleted ids whose greatest version is a delete
 */
record Workload(List<Change> changes, Map<String, Live> live, Set<String> deleted) {
  static final String COLLECTION = "words";

  /** A change of one id; a delete has no vector. */
  record Change(String id, long version, Optional<float[]> vector) {
    /** The same with an event time that grows with the version. */
    String jsonWithTime(long start) {
      return json().replaceFirst("\\{", "{\"ts\":%d,".formatted(start + version));
    }

    /** The same as a message of the schema. */
    byte[] protobufWithTime(long start) {
      Records.Mutation.Builder message =
          Records.Mutation.newBuilder()
              .setCollection(COLLECTION)
              .setId(id)
              .setVersion(version)
              .setTs(start + version);
      if (vector.isEmpty()) {
        return message.setOp(Records.Mutation.Op.DELETE).build().toByteArray();
      }
      for (float component : vector.get()) {
        message.addVector(component);
      }
      return message
          .setOp(Records.Mutation.Op.UPSERT)
          .setAttributes("{\"version\":%d}".formatted(version))
          .build()
          .toByteArray();
    }

    String json() {
      return vector
          .map(
              components ->
                  "{\"op\":\"upsert\",\"collection\":\"%s\",\"id\":\"%s\",\"version\":%d,\"vector\":%s,\"attributes\":{\"version\":%d}}"
                      .formatted(COLLECTION, id, version, Json.array(components), version))
          .orElseGet(
              () ->
                  "{\"op\":\"delete\",\"collection\":\"%s\",\"id\":\"%s\",\"version\":%d}"
                      .formatted(COLLECTION, id, version));
    }
  }

  /** What an id has in the end. */
  record Live(long version, float[] vector) {}

  static Workload random(long seed, int changes, int ids, int dimension) {
    Random random = new Random(seed);
    ClusteredVectors vectors = new ClusteredVectors(random, dimension, 20);
    Map<String, Live> live = new TreeMap<>();
    Set<String> deleted = new TreeSet<>();
    List<Change> all = new ArrayList<>();
    for (long version = 1; version <= changes; version++) {
      String id = "id-" + random.nextInt(ids);
      if (live.containsKey(id) && random.nextInt(5) == 0) {
        live.remove(id);
        deleted.add(id);
        all.add(new Change(id, version, Optional.empty()));
      } else {
        float[] vector = vectors.next();
        live.put(id, new Live(version, vector));
        deleted.remove(id);
        all.add(new Change(id, version, Optional.of(vector)));
      }
    }
    Collections.shuffle(all, random);
    return new Workload(List.copyOf(all), live, deleted);
  }

  /** Fresh vectors from clusters like those of the seed, to ask for. */
  static List<float[]> questions(long seed, int count, int dimension) {
    Random random = new Random(seed);
    ClusteredVectors vectors = new ClusteredVectors(random, dimension, 20);
    List<float[]> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      questions.add(vectors.next());
    }
    return questions;
  }

  /** The cosine distances of the {@code k} nearest live vectors, ascending: computed one by one. */
  double[] nearest(float[] question, int k) {
    return live.values().stream()
        .mapToDouble(each -> cosine(question, each.vector()))
        .sorted()
        .limit(k)
        .toArray();
  }

  static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return 1 - dot / Math.sqrt(aa * bb);
  }
}
