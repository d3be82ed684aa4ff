package org.flinkvectorindex.operators.window;

/**
 * Where something of a group is kept in the state of a feed: a slice by where it starts, a history
 * by its window.
 */
record At(String group, String window, long start) {

  static At slice(String group, long start) {
    return new At(group, "", start);
  }

  static At history(String group, String window) {
    return new At(group, window, 0);
  }
}
