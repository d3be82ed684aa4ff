package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.Optional;
import org.flinkvectorindex.connectors.source.Start;

/**
 * History that is read beside the live stream: {@code backfill}.
 *
 * @param files in the order given
 * @param ids of those of the files that hold rows, in their order; empty for numbers of rows
 * @param collection that rows are of
 * @param from where the topics of {@code vectors} are read again from
 */
public record BackfillOptions(
    String name,
    List<String> files,
    List<String> ids,
    Optional<String> collection,
    long ts,
    long version,
    Optional<Start> from,
    int rate,
    int readers) {

  private static final String PLACE = "(/|[a-z][a-z0-9+.-]*:/)[^,\\n]+";

  static final Option<String> NAME =
      Option.required(
          "name",
          Types.text("`[a-z0-9_-]{1,64}`", "[a-z0-9_-]{1,64}"),
          "What this history is called: how far it was read is found under this name in a"
              + " savepoint, and under another name it is read anew.");

  static final Option<List<String>> FILES =
      Option.optional(
          "files",
          new ListOf<>(
              Types.text(
                  "full path or URI of a `.jsonl`, `.jsonl.gz`, `.parquet`, `.fbin` or `.fbin.gz`",
                  PLACE + "\\.(jsonl|jsonl\\.gz|parquet|fbin|fbin\\.gz)")),
          "Files of changes: JSON, an object a line; Parquet, with a column a field; rows of"
              + " float32. Every TaskManager must reach them.");

  static final Option<List<String>> IDS =
      Option.optional(
          "ids",
          new ListOf<>(Types.text("full path or URI of a file", PLACE)),
          "For each `.fbin` a file with the id of each row, a line a row. Without it the id is the"
              + " row's number, from 0.");

  static final Option<String> COLLECTION =
      Option.optional(
          "collection",
          Types.text("name of a collection", CollectionOptions.NAME_PATTERN),
          "The collection that rows of a `.fbin` are of, and those of a `.parquet` that name none;"
              + " required with a `.fbin`.");

  static final Option<Long> TS =
      Option.withDefault(
          "ts",
          Types.wide(0, Long.MAX_VALUE),
          "0",
          "Event time (milliseconds since the epoch) of rows, and of lines that have none: with 0"
              + " everything live is newer.");

  static final Option<Long> VERSION =
      Option.withDefault(
          "version",
          Types.wide(0, Long.MAX_VALUE),
          "0",
          "Version of rows of a `.fbin`, and of those of a `.parquet` that have none.");

  static final Option<Start> FROM =
      Option.optional(
          "from",
          Types.historyStart(),
          "Reads the topics of `vectors` (`kafka`) again, from their earliest record or a"
              + " timestamp up to where they end when the job is submitted; without state the live"
              + " sources begin there.");

  static final Option<Integer> RATE =
      Option.withDefault(
          "rate",
          Types.integer(1, 10_000_000),
          "1000",
          "Records of history a second, all readers together, so that live changes and queries keep"
              + " their latency.");

  static final Option<Integer> READERS =
      Option.withDefault(
          "readers",
          Types.integer(1, 128),
          "1",
          "Subtasks that read history, each at its share of the rate; a file or partition has one.");

  static final Block BLOCK =
      Block.optional(
          "backfill",
          "History that is read once, beside the live stream: `bin/backfill`. As long as it is here"
              + " deletes are remembered whatever `tombstone.retention` is.",
          List.of(NAME, FILES, IDS, COLLECTION, TS, VERSION, FROM, RATE, READERS));

  static BackfillOptions of(Values values) {
    return new BackfillOptions(
        values.get(NAME),
        values.find(FILES).orElse(List.of()),
        values.find(IDS).orElse(List.of()),
        values.find(COLLECTION),
        values.get(TS),
        values.get(VERSION),
        values.find(FROM),
        values.get(RATE),
        values.get(READERS));
  }

  static boolean ofRows(String file) {
    return file.matches(".*\\.fbin(\\.gz)?");
  }

  /** Those of the files that hold rows. */
  public List<String> rows() {
    return files.stream().filter(BackfillOptions::ofRows).toList();
  }
}
