package org.flinkvectorindex.connectors.history;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * Files of history.
 *
 * @param paths each {@code .jsonl}, {@code .parquet} or {@code .fbin}, the first and the last also
 *     with {@code .gz}, on a file system that Flink knows
 * @param ids the file with the ids of each {@code .fbin} that has one, a line a row
 * @param ts event time of what has none of its own, milliseconds since the epoch
 * @param collection of rows that name none of their own; blank for none
 * @param version of rows that have none of their own
 */
public record FileInput(
    List<String> paths, Map<String, String> ids, long ts, String collection, long version)
    implements Serializable {

  /** How a file is written. */
  public enum Form {
    /** Changes as the contract's JSON, an object a line. */
    LINES,
    /** The same, packed. */
    PACKED_LINES,
    /** Columns that are called as the fields of changes are. */
    PARQUET,
    /** Vectors of big-ann-benchmarks: count and dimension, then rows of float32. */
    ROWS
  }

  public FileInput {
    paths = List.copyOf(paths);
    ids = Map.copyOf(ids);
  }

  /** By the end of its name; empty where that says nothing. */
  public static Optional<Form> form(String path) {
    if (path.endsWith(".jsonl")) {
      return Optional.of(Form.LINES);
    }
    if (path.endsWith(".jsonl.gz")) {
      return Optional.of(Form.PACKED_LINES);
    }
    if (path.endsWith(".parquet")) {
      return Optional.of(Form.PARQUET);
    }
    return path.matches(".*\\.fbin(\\.gz)?") ? Optional.of(Form.ROWS) : Optional.empty();
  }

  static boolean packed(String path) {
    return path.endsWith(".gz");
  }

  /** The path as dead letters and order keys name it: without the scheme of a local file. */
  static String name(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.getPath() : path.toString();
  }

  /**
   * The file with the ids of one that Flink gives; empty where its rows have their numbers for ids.
   *
   * @throws IOException if it is none of these files, as one that a checkpoint has from before
   */
  Optional<String> idsOf(Path path) throws IOException {
    String written =
        paths.stream()
            .filter(each -> qualified(each).equals(path))
            .findFirst()
            .orElseThrow(
                () ->
                    new IOException(
                        ("%s was not read to its end and is none of the files of history any more, so"
                                + " the ids of its rows are not known: with the files as they were,"
                                + " history goes on from there")
                            .formatted(name(path))));
    return Optional.ofNullable(ids.get(written));
  }

  private static Path qualified(String path) {
    try {
      Path written = new Path(path);
      return written.makeQualified(written.getFileSystem());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
