package org.flinkvectorindex.jobs.preflight;

import java.util.Collection;

/** Clients quote a value that they refuse. */
public final class Hidden {
  /** Shorter values are words such as {@code SSL}, and parts of too much else. */
  private static final int SHORTEST_SECRET = 4;

  private Hidden() {}

  public static String in(String message, Collection<String> secrets) {
    String shown = message;
    for (String secret : secrets) {
      if (secret.length() >= SHORTEST_SECRET) {
        shown = shown.replace(secret, "(hidden)");
      }
    }
    return shown;
  }
}
