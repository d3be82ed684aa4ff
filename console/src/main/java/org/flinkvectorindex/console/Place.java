package org.flinkvectorindex.console;

import java.nio.file.Path;

/**
 * Where files are, as Flink is told it. Its paths look like URIs and are not escaped as those are:
 * a space is a space, and {@code %20} is three characters.
 */
public final class Place {
  private Place() {}

  /** On this machine, whatever file system Flink takes for its own. */
  public static String of(Path local) {
    return org.apache.flink.core.fs.Path.fromLocalFile(local.toFile()).toString();
  }

  /** As one writes it: a URI as it is, anything else as a place on this machine. */
  public static String of(String written) {
    return written.matches("[a-z][a-z0-9+.-]*:/.*") ? written : of(Path.of(written));
  }
}
