package org.flinkvectorindex.jobs.config;

import java.util.List;

/** The configuration's documentation, made from the declarations of its keys. */
final class OptionsTable {
  private static final String HEAD =
      """
      # Job configuration

      <!-- Generated from the options' declarations. OptionsTableTest compares it and says how to write it again. -->

      One YAML file, given as `--config job.yaml`. Any key can be set on the command line over it: `--redis.uri
      redis://cache:6379`, `--collections.0.index.ef 100`. A value may hold `${NAME}` (environment) and `${file:/path}`;
      both are resolved when the job is submitted and never printed. Unknown keys are refused, and all problems are told at
      once. Durations and sizes are written as Flink writes them: `5 ms`, `10 s`, `30 d`, `32 kb`.

      `[]` stands for each element of a list, counted from 0 on the command line.

      | key | type | default | allowed | meaning |
      |---|---|---|---|---|
      """;

  private OptionsTable() {}

  static String markdown() {
    StringBuilder table = new StringBuilder(HEAD);
    rows("", JobOptions.KEYS, table);
    return table.toString();
  }

  private static void rows(String prefix, List<Key> keys, StringBuilder table) {
    for (Key key : keys) {
      if (key instanceof Option<?> option) {
        row(
            table,
            prefix + option.name(),
            option.type().name(),
            shown(option),
            option.type().allowed(),
            option.doc());
      } else if (key instanceof Block block) {
        row(table, prefix + block.name(), "block", shown(block), "", block.doc());
        rows(prefix + block.name() + ".", block.keys(), table);
      } else if (key instanceof Blocks blocks) {
        row(
            table,
            prefix + blocks.name() + "[]",
            "list of blocks",
            blocks.least() > 0 ? "required" : "none",
            "at least " + blocks.least(),
            blocks.doc());
        rows(prefix + blocks.name() + "[].", blocks.keys(), table);
      }
    }
  }

  private static void row(StringBuilder table, String key, String... cells) {
    table.append("| `").append(key).append("` |");
    for (String cell : cells) {
      table.append(' ').append(cell.replace("|", "\\|")).append(cell.isEmpty() ? "|" : " |");
    }
    table.append('\n');
  }

  private static String shown(Option<?> option) {
    return switch (option.presence()) {
      case REQUIRED -> "required";
      case OPTIONAL -> "none";
      case DEFAULTED ->
          option
              .fallback()
              .filter(text -> !text.isEmpty())
              .map(text -> "`" + text + "`")
              .orElse("none");
    };
  }

  private static String shown(Block block) {
    return switch (block.presence()) {
      case REQUIRED -> "required";
      case OPTIONAL -> "none";
      case DEFAULTED -> "";
    };
  }
}
