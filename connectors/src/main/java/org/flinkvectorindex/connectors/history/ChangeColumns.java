package org.flinkvectorindex.connectors.history;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.flinkvectorindex.connectors.parquet.ParquetFile;

/**
 * The columns of a Parquet file that hold the fields of changes: those that are called as the
 * fields are.
 *
 * @param byField of a vector the column of its components
 * @param others top-level fields that mean nothing here
 */
record ChangeColumns(Map<String, ColumnDescriptor> byField, int others) {
  private static final Set<PrimitiveTypeName> TEXT = Set.of(PrimitiveTypeName.BINARY);
  private static final Set<PrimitiveTypeName> NUMBER =
      Set.of(PrimitiveTypeName.INT32, PrimitiveTypeName.INT64);
  private static final Set<PrimitiveTypeName> COMPONENT =
      Set.of(PrimitiveTypeName.FLOAT, PrimitiveTypeName.DOUBLE);

  /** What a field's column may be. */
  private record Wanted(Set<PrimitiveTypeName> types, boolean list, String described) {
    boolean fits(ColumnDescriptor column) {
      return types.contains(column.getPrimitiveType().getPrimitiveTypeName())
          && (list
              ? column.getMaxRepetitionLevel() == 1
              : column.getMaxRepetitionLevel() == 0 && column.getPath().length == 1);
    }
  }

  private static final Wanted A_TEXT = new Wanted(TEXT, false, "text");
  private static final Wanted A_NUMBER = new Wanted(NUMBER, false, "a 32 or 64 bit integer");
  private static final Map<String, Wanted> FIELDS =
      Map.of(
          "op", A_TEXT,
          "collection", A_TEXT,
          "id", new Wanted(union(TEXT, NUMBER), false, "text or a 32 or 64 bit integer"),
          "vector", new Wanted(COMPONENT, true, "a list of float or double"),
          "attributes", new Wanted(TEXT, false, "text, a JSON object"),
          "ts", A_NUMBER,
          "version", A_NUMBER,
          "ttl_ms", A_NUMBER);

  private static Set<PrimitiveTypeName> union(
      Set<PrimitiveTypeName> some, Set<PrimitiveTypeName> others) {
    Set<PrimitiveTypeName> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  /**
   * @throws IOException if the file can't hold changes: it says which column is missing or what it
   *     may be
   */
  static ChangeColumns of(ParquetFile file) throws IOException {
    Map<String, ColumnDescriptor> byField = new LinkedHashMap<>();
    Set<String> others = new HashSet<>();
    for (ColumnDescriptor column : file.schema().getColumns()) {
      String name = column.getPath()[0];
      Wanted wanted = FIELDS.get(name);
      if (wanted == null) {
        others.add(name);
      } else if (!wanted.fits(column)) {
        throw new IOException(
            "%s: column %s is '%s', allowed: %s"
                .formatted(
                    file.path(),
                    name,
                    file.schema().getType(name).toString().replaceAll("\\s+", " "),
                    wanted.described()));
      } else {
        byField.put(name, column);
      }
    }
    for (String name : List.of("id", "vector")) {
      if (!byField.containsKey(name)) {
        throw new IOException(
            "%s has no column %s, but %s"
                .formatted(file.path(), name, String.join(", ", names(file))));
      }
    }
    return new ChangeColumns(byField, others.size());
  }

  private static List<String> names(ParquetFile file) {
    return file.schema().getFields().stream().map(field -> field.getName()).toList();
  }

  Optional<ColumnDescriptor> of(String field) {
    return Optional.ofNullable(byField.get(field));
  }
}
