package org.flinkvectorindex.jobs.endtoend;

import java.util.Random;

/** Queries that can't be served. */
final class BadQueries {
  private final Random random;
  private final int dimension;

  BadQueries(Random random, int dimension) {
    this.random = random;
    this.dimension = dimension;
  }

  /** A query that is wrong, and whose id can be read. */
  String withId(String id) {
    String begin = "{\"query_id\":\"" + id + "\",";
    return switch (random.nextInt(12)) {
      case 0 -> begin + words() + vector(dimension) + ",\"k\":0}";
      case 1 -> begin + words() + vector(dimension) + ",\"k\":1000000000}";
      case 2 -> begin + "\"collection\":\"others\"," + vector(dimension) + "}";
      case 3 -> begin + words() + vector(dimension - 1) + "}";
      case 4 -> begin + words() + vector(dimension) + ",\"ids\":[\"a\"]}";
      case 5 -> begin + words() + "\"k\":3}";
      case 6 -> begin + words() + vector(dimension) + ",\"filter\":\"lang = 'en'\"}";
      case 7 -> begin + words() + vector(dimension) + ",\"no_such_field\":1}";
      case 8 -> begin + words() + "\"vector\":[0" + ",0".repeat(dimension - 1) + "]}";
      case 9 -> begin + words() + vector(dimension) + ",\"include\":[\"everything\"]}";
      case 10 -> begin + words() + "\"ids\":[]}";
      default -> begin + words() + vector(dimension) + ",\"ef\":-1}";
    };
  }

  /** A query that is wrong and asks under no id. */
  String withoutId() {
    return switch (random.nextInt(4)) {
      case 0 -> "{" + words() + vector(dimension) + "}";
      case 1 -> "what is near?";
      case 2 -> "{\"query_id\":7," + words() + vector(dimension) + "}";
      default -> "";
    };
  }

  private static String words() {
    return "\"collection\":\"" + Workload.COLLECTION + "\",";
  }

  private String vector(int components) {
    float[] vector = new float[components];
    for (int i = 0; i < components; i++) {
      vector[i] = random.nextFloat() + 0.1f;
    }
    return "\"vector\":" + Json.array(vector);
  }
}
