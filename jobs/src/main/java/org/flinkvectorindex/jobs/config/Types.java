package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;
import org.flinkvectorindex.connectors.source.Start;

/** The types of single values. */
final class Types {
  private Types() {}

  static Type<String> text(String allowed, String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return new Scalar<>(
        "text",
        allowed,
        false,
        text -> {
          if (!compiled.matcher(text).matches()) {
            throw new RefusedValue(text.isEmpty() ? "empty" : "not of that form");
          }
          return text;
        });
  }

  static Type<Secret> secret() {
    return new Scalar<>("secret", "text, best as `${NAME}` or `${file:/path}`", true, Secret::new);
  }

  static Type<Integer> integer(int least, int most) {
    String allowed = "%d to %d".formatted(least, most);
    return new Scalar<>(
        "integer",
        allowed,
        false,
        text -> {
          try {
            return ranged(Integer.valueOf(text.strip()), least, most);
          } catch (NumberFormatException e) {
            throw new RefusedValue("not an integer of 32 bits");
          }
        });
  }

  static Type<Long> wide(long least, long most) {
    String allowed =
        most == Long.MAX_VALUE ? least + " or more" : "%d to %d".formatted(least, most);
    return new Scalar<>(
        "integer",
        allowed,
        false,
        text -> {
          try {
            return ranged(Long.valueOf(text.strip()), least, most);
          } catch (NumberFormatException e) {
            throw new RefusedValue("not an integer of 64 bits");
          }
        });
  }

  static Type<Double> decimal(double least, double most) {
    return new Scalar<>(
        "number",
        "%s to %s".formatted(least, most),
        false,
        text -> {
          try {
            return ranged(Double.valueOf(text.strip()), least, most);
          } catch (NumberFormatException e) {
            throw new RefusedValue("not a number");
          }
        });
  }

  static Type<Duration> duration(String least, String most) {
    Duration from = TimeUtils.parseDuration(least);
    Duration to = TimeUtils.parseDuration(most);
    return new Scalar<>(
        "duration",
        "%s to %s".formatted(least, most),
        false,
        text -> {
          try {
            return ranged(TimeUtils.parseDuration(text), from, to);
          } catch (ArithmeticException e) { // More seconds than 64 bits hold.
            throw new RefusedValue("out of range");
          } catch (IllegalArgumentException e) {
            throw new RefusedValue("not a duration (such as 5 ms, 10 s, 1 h, 30 d)");
          }
        });
  }

  static Type<MemorySize> size(String least, String most) {
    MemorySize from = MemorySize.parse(least);
    MemorySize to = MemorySize.parse(most);
    return new Scalar<>(
        "size",
        "%s to %s".formatted(least, most),
        false,
        text -> {
          try {
            return ranged(MemorySize.parse(text), from, to);
          } catch (IllegalArgumentException e) {
            throw new RefusedValue("not a size (such as 512 b, 32 kb, 4 mb)");
          }
        });
  }

  /**
   * One of an enum's constants, written in lower case with dashes.
   *
   * @param refused what one may well ask for and why it isn't there
   */
  static <E extends Enum<E>> Type<E> choice(Class<E> type, Map<String, String> refused) {
    Map<String, E> words =
        Arrays.stream(type.getEnumConstants())
            .collect(
                Collectors.toMap(
                    each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'), each -> each));
    String allowed =
        Arrays.stream(type.getEnumConstants())
            .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(", "));
    return new Scalar<>(
        "choice",
        allowed,
        false,
        text -> {
          E value = words.get(text);
          if (value == null) {
            throw new RefusedValue(refused.getOrDefault(text, "no such choice"));
          }
          return value;
        });
  }

  static Type<String> regex() {
    return new Scalar<>(
        "text",
        "a regular expression",
        false,
        text -> {
          try {
            return Pattern.compile(text).pattern();
          } catch (PatternSyntaxException e) {
            throw new RefusedValue("not a regular expression: " + e.getDescription());
          }
        });
  }

  static Type<Start> start() {
    return new Scalar<>(
        "start",
        "committed, earliest, latest, timestamp:MILLIS",
        false,
        text -> {
          try {
            return Start.parse(text);
          } catch (IllegalArgumentException e) {
            throw new RefusedValue("no such start");
          }
        });
  }

  /** Of a part of a topic that is over. */
  static Type<Start> historyStart() {
    return new Scalar<>(
        "start",
        "earliest, timestamp:MILLIS",
        false,
        text -> {
          if (!text.matches("earliest|timestamp:\\d{1,18}")) {
            throw new RefusedValue("no beginning of history");
          }
          return Start.parse(text);
        });
  }

  private static <C extends Comparable<C>> C ranged(C value, C least, C most) throws RefusedValue {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new RefusedValue("out of range");
    }
    return value;
  }
}
