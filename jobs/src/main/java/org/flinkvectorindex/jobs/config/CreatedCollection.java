package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a control record says of a collection, as the configuration's reader does: the same
 * keys, defaults and rules. But for {@code windows}, whose statistics are of the configuration's
 * collections, and references, which a record must not have resolved.
 */
public final class CreatedCollection {
  private static final String SPEC = "spec";
  private static final String WINDOWS = WindowOptions.BLOCKS.name();

  private static final List<Key> KEYS =
      CollectionOptions.KEYS.stream()
          .filter(key -> key != CollectionOptions.NAME && key != WindowOptions.BLOCKS)
          .toList();

  private CreatedCollection() {}

  /**
   * @param topics that vectors are read from
   * @return everything that is wrong, where something is
   */
  public static List<Problem> problems(JsonNode spec, int topics) {
    List<Problem> problems = new ArrayList<>();
    read(spec, topics, problems);
    return problems;
  }

  /**
   * @param spec without problems
   */
  public static CollectionOptions of(String name, JsonNode spec, int topics) {
    Values values = read(spec, topics, new ArrayList<>());
    values.put(CollectionOptions.NAME, name);
    return CollectionOptions.of(values);
  }

  private static Values read(JsonNode spec, int topics, List<Problem> problems) {
    if (spec.toString().contains("${")) {
      problems.add(
          new Problem(
              SPEC, Optional.empty(), "references are not resolved", Optional.of("values")));
      return new Values(SPEC);
    }
    JsonNode known = spec;
    if (spec instanceof ObjectNode block && block.has(WINDOWS)) {
      problems.add(
          new Problem(
              SPEC + "." + WINDOWS,
              Optional.empty(),
              "windows are of the configuration's collections, whose statistics state is found by",
              Optional.of(
                  "none; take the collection over into the configuration, with windows, at the"
                      + " next upgrade")));
      known = block.deepCopy().without(WINDOWS);
    }
    Values values = new BlockReader(References.NONE, problems).read(SPEC, KEYS, known);
    CollectionRules.check(values, topics, problems);
    return values;
  }
}
