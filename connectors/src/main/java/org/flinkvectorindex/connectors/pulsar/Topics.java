package org.flinkvectorindex.connectors.pulsar;

import java.io.Serializable;
import java.util.List;

/** What a source reads. */
public sealed interface Topics extends Serializable {

  /**
   * @param names as Pulsar takes them; a short one is in {@code public/default}
   */
  record Named(List<String> names) implements Topics {
    public Named {
      if (names.isEmpty()) {
        throw new IllegalArgumentException("names is empty, at least one is needed");
      }
      names = names.stream().map(TopicNames::full).distinct().toList();
    }
  }

  /**
   * Also topics that come later.
   *
   * @param regex for names with tenant and namespace, such as {@code acme/vectors/part-.*}; a short
   *     one is in {@code public/default}
   */
  record Matching(String regex) implements Topics {}
}
