package org.flinkvectorindex.operators.window;

import java.io.Serializable;
import java.time.Duration;

/**
 * Windows over what a collection went through.
 *
 * @param name as in statistics
 * @param lateness how long, in event time, a window that has passed still takes records
 * @param groupBy attribute whose values have windows of their own; blank for none
 * @param maxGroups values of it that have; others are in the group {@link Groups#OTHER}
 */
public record WindowSpec(
    String collection, String name, Kind kind, Duration lateness, String groupBy, int maxGroups)
    implements Serializable {

  /** How records are put into windows. */
  public sealed interface Kind extends Serializable {
    record Tumbling(Duration size) implements Kind {}

    /** One window a slide, each of this size: a multiple of the slide. */
    record Sliding(Duration size, Duration slide) implements Kind {}

    /** Records less than a gap apart. */
    record Session(Duration gap) implements Kind {}

    /** So many changes. */
    record Global(long count) implements Kind {}
  }

  public WindowSpec {
    require(name.matches("[a-z0-9_-]{1,64}"), "name", name, "1 to 64 of a-z, 0-9, _ and -");
    require(!lateness.isNegative(), "allowed-lateness", lateness, "0 or more");
    require(groupBy.isBlank() || maxGroups >= 1, "max-groups", maxGroups, "1 or more");
    if (kind instanceof Kind.Sliding sliding) {
      require(
          sliding.slide().toMillis() >= 1
              && sliding.size().toMillis() % sliding.slide().toMillis() == 0,
          "slide",
          sliding.slide(),
          "1 ms or more, of which the size is a multiple");
    }
  }

  private static void require(boolean ok, String field, Object value, String allowed) {
    if (!ok) {
      throw new IllegalArgumentException(field + " is " + value + ", allowed: " + allowed);
    }
  }

  public boolean grouped() {
    return !groupBy.isBlank();
  }

  /** Milliseconds of event time, or changes. */
  long size() {
    if (kind instanceof Kind.Tumbling tumbling) {
      return tumbling.size().toMillis();
    }
    if (kind instanceof Kind.Sliding sliding) {
      return sliding.size().toMillis();
    }
    return kind instanceof Kind.Session session
        ? session.gap().toMillis()
        : ((Kind.Global) kind).count();
  }

  /** How far apart windows begin that begin at fixed times. */
  long slide() {
    return kind instanceof Kind.Sliding sliding ? sliding.slide().toMillis() : size();
  }

  long latenessMillis() {
    return lateness.toMillis();
  }
}
