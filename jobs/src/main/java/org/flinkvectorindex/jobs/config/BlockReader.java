package org.flinkvectorindex.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads blocks as they are declared and notes everything that is wrong, rather than the first. */
final class BlockReader {
  private static final int LONGEST_SHOWN = 80;

  /** User and password in an address. */
  private static final Pattern CREDENTIALS = Pattern.compile("://\\S*@");

  private final References references;
  private final List<Problem> problems;

  BlockReader(References references, List<Problem> problems) {
    this.references = references;
    this.problems = problems;
  }

  /**
   * @param written the block, or a missing node where it was left out
   */
  Values read(String path, List<Key> keys, JsonNode written) {
    Values values = new Values(path);
    if (!written.isObject() && !absent(written)) {
      note(path, shown(written), "a block of keys is wanted", Optional.empty());
      return values;
    }
    for (Key key : keys) {
      JsonNode node = written.path(key.name());
      if (key instanceof Option<?> option) {
        readOption(option, node, values);
      } else if (key instanceof Block block) {
        readBlock(block, node, values);
      } else if (key instanceof Blocks blocks) {
        readBlocks(blocks, node, values);
      }
    }
    refuseUnknown(keys, written, values);
    return values;
  }

  private <T> void readOption(Option<T> option, JsonNode node, Values into) {
    String path = into.path(option.name());
    if (absent(node)) {
      option.defaultValue().ifPresent(value -> into.put(option, value));
      if (option.presence() == Option.Presence.REQUIRED) {
        note(path, Optional.empty(), "missing", Optional.of(option.type().allowed()));
      }
      return;
    }
    try {
      into.put(option, option.type().read(node, references));
    } catch (RefusedValue e) {
      Optional<String> value = option.type().secret() ? Optional.of(Secret.REDACTED) : shown(node);
      note(path, value, e.getMessage(), Optional.of(option.type().allowed()));
    }
  }

  private void readBlock(Block block, JsonNode node, Values into) {
    String path = into.path(block.name());
    if (!absent(node) || block.presence() == Block.Presence.DEFAULTED) {
      into.put(block, read(path, block.keys(), node));
    } else if (block.presence() == Block.Presence.REQUIRED) {
      note(path, Optional.empty(), "missing", Optional.of("a block: " + block.doc()));
    }
  }

  private void readBlocks(Blocks blocks, JsonNode node, Values into) {
    String path = into.path(blocks.name());
    if (!node.isArray() && !absent(node)) {
      note(path, shown(node), "a list of blocks is wanted", Optional.empty());
      return;
    }
    List<Values> read = new ArrayList<>();
    for (JsonNode each : node) {
      read.add(read(path + "." + read.size(), blocks.keys(), each));
    }
    if (read.size() < blocks.least()) {
      note(path, Optional.empty(), "missing", Optional.of("at least " + blocks.least()));
    }
    into.put(blocks, read);
  }

  private void refuseUnknown(List<Key> keys, JsonNode written, Values values) {
    List<String> names = keys.stream().map(Key::name).toList();
    for (Map.Entry<String, JsonNode> each : written.properties()) {
      if (!names.contains(each.getKey())) {
        String hint =
            NearMiss.of(each.getKey(), names)
                .map(name -> ", did you mean " + name + "?")
                .orElse("");
        note(
            values.path(each.getKey()),
            Optional.empty(),
            "unknown key" + hint,
            Optional.of(String.join(", ", names)));
      }
    }
  }

  private void note(String path, Optional<String> value, String what, Optional<String> allowed) {
    problems.add(new Problem(path.isEmpty() ? "(top)" : path, value, what, allowed));
  }

  /** As written, so a reference is shown and not what it stands for. */
  private static Optional<String> shown(JsonNode node) {
    String text =
        CREDENTIALS
            .matcher(node.isValueNode() ? node.asText() : node.toString())
            .replaceAll("://" + Secret.REDACTED + "@");
    return Optional.of(
        text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…");
  }

  private static boolean absent(JsonNode node) {
    return node instanceof MissingNode || node.isNull();
  }
}
