package org.flinkvectorindex.benchmarks.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.file.Vectors;

/** The bundled words, the most frequent first, and the vectors of other words to ask for. */
final class Words {

  /** The one that is no id: braces are not allowed. */
  static final String REFUSED = "}";

  private final List<String> names;
  private final Vectors vectors;
  private final Vectors queries;
  private final Map<String, Integer> rows = new HashMap<>();

  private Words(List<String> names, Vectors vectors, Vectors queries) {
    this.names = names;
    this.vectors = vectors;
    this.queries = queries;
    for (int row = 0; row < names.size(); row++) {
      rows.put(names.get(row), row);
    }
  }

  /**
   * @param folder takes the unpacked resources
   */
  static Words load(Path folder) throws IOException {
    try (InputStream in = resource("words.words.txt")) {
      return new Words(
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList(),
          vectors("words.fbin.gz", folder),
          vectors("queries.fbin.gz", folder));
    }
  }

  private static Vectors vectors(String name, Path folder) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = resource(name)) {
      Files.copy(in, file);
    }
    return VectorFiles.vectors(file);
  }

  private static InputStream resource(String name) {
    return Words.class.getResourceAsStream("/demo/" + name);
  }

  /** The first of them that can be indexed, and the one that can't, in order. */
  int[] rows(int count) {
    List<Integer> chosen = new ArrayList<>();
    int valid = 0;
    for (int row = 0; row < names.size(); row++) {
      boolean refused = names.get(row).equals(REFUSED);
      if (refused || valid < count) {
        chosen.add(row);
        valid += refused ? 0 : 1;
      }
    }
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }

  String name(int row) {
    return names.get(row);
  }

  int row(String name) {
    return rows.get(name);
  }

  float[] vector(int row) {
    return vectors.row(row);
  }

  float[] vector(String name) {
    return vectors.row(row(name));
  }

  /** What lies between some words, or beyond: the sum of the first minus the second, and so on. */
  float[] sum(String plus, String minus, String plusToo) {
    float[] sum = vector(plus);
    float[] subtracted = vector(minus);
    float[] added = vector(plusToo);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += added[i] - subtracted[i];
    }
    return sum;
  }

  /** In the middle of two words. */
  float[] between(String one, String other) {
    float[] middle = vector(one);
    float[] second = vector(other);
    for (int i = 0; i < middle.length; i++) {
      middle[i] = (middle[i] + second[i]) / 2;
    }
    return middle;
  }

  Vectors vectors() {
    return vectors;
  }

  Vectors queries() {
    return queries;
  }
}
