package org.flinkvectorindex.jobs.config;

import java.util.List;

/** A key with keys under it. */
record Block(String name, Presence presence, String doc, List<Key> keys) implements Key {

  enum Presence {
    /** Must be written. */
    REQUIRED,
    /** May be left out, and then there is none. */
    OPTIONAL,
    /** May be left out, and then its keys have their defaults. */
    DEFAULTED
  }

  static Block required(String name, String doc, List<Key> keys) {
    return new Block(name, Presence.REQUIRED, doc, keys);
  }

  static Block optional(String name, String doc, List<Key> keys) {
    return new Block(name, Presence.OPTIONAL, doc, keys);
  }

  static Block withDefaults(String name, String doc, List<Key> keys) {
    return new Block(name, Presence.DEFAULTED, doc, keys);
  }
}
