package org.flinkvectorindex.operators.window;

import java.util.ArrayList;
import java.util.List;

/**
 * The values of an attribute that have windows of their own: the first that came, for good.
 *
 * @param names in the order they came
 */
record Groups(List<String> names) {
  /** The group of all other values. */
  static final String OTHER = "other";

  static final Groups NONE = new Groups(List.of());

  /** Whether a value has a group, or may get one. */
  boolean takes(String value, int most) {
    return names.contains(value)
        || names.stream().filter(name -> !name.equals(OTHER)).count() < most;
  }

  Groups with(String value) {
    if (names.contains(value)) {
      return this;
    }
    List<String> more = new ArrayList<>(names);
    more.add(value);
    return new Groups(List.copyOf(more));
  }
}
