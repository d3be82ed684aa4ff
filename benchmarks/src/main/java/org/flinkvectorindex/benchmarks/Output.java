package org.flinkvectorindex.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a measurement speaks: results to stdout, a line each; progress to stderr. */
public final class Output {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** One result: {@code name, value, name, value…}, doubles with four significant places or so. */
  public void result(Object... pairs) {
    System.out.println(json ? toJson(rounded(pairs)) : toText(rounded(pairs)));
  }

  /** The same as one JSON object. */
  public static String json(Object... pairs) {
    return toJson(rounded(pairs));
  }

  private static Map<String, Object> rounded(Object... pairs) {
    Map<String, Object> result = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      result.put((String) pairs[i], pairs[i + 1] instanceof Double d ? rounded(d) : pairs[i + 1]);
    }
    return result;
  }

  /** For people: to stdout, unless objects go there. */
  public void text(String text) {
    (json ? System.err : System.out).print(text);
  }

  public void progress(String format, Object... values) {
    System.err.printf(format + "%n", values);
  }

  /** Refuses an option's value. */
  public void require(boolean ok, String option, Object value, String allowed) {
    if (!ok) {
      throw new ParameterException(
          command.commandLine(), "%s is %s, allowed: %s".formatted(option, value, allowed));
    }
  }

  private static Object rounded(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return null;
    }
    double scale = Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 100 : 10_000;
    return Math.round(value * scale) / scale;
  }

  private static String toJson(Map<String, Object> result) {
    try {
      return JSON.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and strings can be written", e);
    }
  }

  private static String toText(Map<String, Object> result) {
    return result.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining("  "));
  }
}
