package org.flinkvectorindex.jobs.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What somebody who mistyped a key may have meant. */
final class NearMiss {
  private NearMiss() {}

  /** The nearest of the names, when it is within two edits or a third of the key's length. */
  static Optional<String> of(String key, List<String> names) {
    return names.stream()
        .min(Comparator.comparingInt(name -> distance(key, name)))
        .filter(
            name -> distance(key, name) <= (key.length() < 4 ? 1 : Math.max(2, key.length() / 3)));
  }

  /** Levenshtein's edit distance, letter case and the kind of dash aside. */
  private static int distance(String from, String to) {
    String a = plain(from);
    String b = plain(to);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static String plain(String key) {
    return key.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
