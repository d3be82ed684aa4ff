package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code --redis.uri redis://cache:6379 --collections.0.index.ef 100}, laid over the file. */
final class Overrides {
  private Overrides() {}

  /**
   * The arguments as pairs, {@code --key value} or {@code --key=value}. What can't be one is a
   * problem, which quotes nothing that could be a value: that may be secret.
   */
  static Map<String, String> parse(List<String> arguments, List<Problem> problems) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int sign = argument.indexOf('=');
      int end = sign < 0 ? argument.length() : sign;
      if (!argument.startsWith("--") || end == 2) {
        problems.add(
            new Problem(
                "argument " + (i + 1),
                Optional.empty(),
                "not of the form --key value",
                Optional.empty()));
        return pairs;
      }
      String key = argument.substring(2, end);
      if (sign < 0 && i + 1 == arguments.size()) {
        problems.add(problem(key, "has no value"));
      } else {
        String value = sign < 0 ? arguments.get(++i) : argument.substring(sign + 1);
        if (pairs.put(key, value) != null) {
          problems.add(problem(key, "is given twice"));
        }
      }
    }
    return pairs;
  }

  static void apply(Map<String, String> pairs, ObjectNode root, List<Problem> problems) {
    pairs.forEach((key, value) -> set(root, key, List.of(key.split("\\.", -1)), value, problems));
  }

  private static void set(
      JsonNode node, String key, List<String> path, String value, List<Problem> problems) {
    String head = path.get(0);
    boolean last = path.size() == 1;
    if (node instanceof ObjectNode block) {
      if (last) {
        block.set(head, new TextNode(value));
      } else if (block.path(head).isContainerNode()) {
        set(block.get(head), key, path.subList(1, path.size()), value, problems);
      } else {
        set(block.putObject(head), key, path.subList(1, path.size()), value, problems);
      }
    } else if (node instanceof ArrayNode list) {
      Optional<Integer> index = index(head, list.size());
      if (index.isEmpty()) {
        problems.add(
            problem(
                key, "'" + head + "' is not a place in a list of " + list.size() + " elements"));
      } else if (last) {
        list.set(index.get(), new TextNode(value));
      } else {
        set(list.get(index.get()), key, path.subList(1, path.size()), value, problems);
      }
    } else {
      problems.add(problem(key, "goes below a value"));
    }
  }

  private static Optional<Integer> index(String text, int size) {
    return text.matches("[0-9]{1,6}") && Integer.parseInt(text) < size
        ? Optional.of(Integer.valueOf(text))
        : Optional.empty();
  }

  private static Problem problem(String key, String what) {
    return new Problem("--" + key, Optional.empty(), what, Optional.empty());
  }
}
