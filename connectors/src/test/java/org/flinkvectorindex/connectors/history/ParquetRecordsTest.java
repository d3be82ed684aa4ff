package org.flinkvectorindex.connectors.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.flinkvectorindex.connectors.record.Mutation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that DuckDB wrote: {@code fixtures.sql} beside them says how. */
class ParquetRecordsTest {
  private static final int TS = 17;

  @TempDir private Path folder;

  @Test
  void columnsAreCalledAsFieldsAre() throws Exception {
    Path file = fixture("fields.parquet");

    List<Read> read = read(file);

    Mutation.Upsert king = (Mutation.Upsert) read.get(0).change();
    assertThat(king.id()).isEqualTo("king");
    assertThat(king.collection()).as("said by the backfill").isEqualTo("words");
    assertThat(king.vector()).containsExactly(1, 2);
    assertThat(king.attributes()).contains("{\"lang\":\"en\"}");
    assertThat(king.ts()).as("of a timestamp").isEqualTo(1_767_225_600_123L);
    assertThat(king.version()).hasValue(3);
    Mutation.Upsert queen = (Mutation.Upsert) read.get(1).change();
    assertThat(queen.attributes()).isEmpty();
    assertThat(queen.ts()).as("said by the backfill").isEqualTo(TS);
    assertThat(queen.version()).hasValue(Read.VERSION);
  }

  @Test
  void aBadRowIsADeadLetterWithItsNumber() throws Exception {
    Path file = fixture("fields.parquet");

    assertThat(read(file).stream().map(Read::shown))
        .containsExactly(
            "king at " + file + ":0",
            "queen at " + file + ":1",
            "MISSING_FIELD at " + file + ":2",
            "NOT_FINITE at " + file + ":3",
            "MISSING_FIELD at " + file + ":4",
            "BAD_ID at " + file + ":5",
            "BAD_ATTRIBUTE at " + file + ":6",
            "TOO_LARGE at " + file + ":7",
            "empty at " + file + ":8",
            "last at " + file + ":9");
  }

  /** With numbers as ids and double precision, which other writers have. */
  @Test
  void rowsMayDeleteAndNameTheirCollection() throws Exception {
    List<Read> read = read(fixture("ops.parquet"));

    assertThat(read.stream().limit(2).map(each -> each.change().id())).containsExactly("1", "-2");
    assertThat(((Mutation.Upsert) read.get(0).change()).vector()).containsExactly(0.1f, 0.2f);
    assertThat(read.get(1).change()).isInstanceOf(Mutation.Delete.class);
    assertThat(read.get(1).change().collection()).isEqualTo("birds");
    assertThat(read.get(2).shown()).startsWith("MALFORMED at ");
  }

  @ParameterizedTest
  @CsvSource({
    "uncompressed.parquet, 300",
    "snappy.parquet, 300",
    "gzip.parquet, 300",
    "lz4.parquet, 300",
    "zstd.parquet, 5000",
    "v2.parquet, 5000"
  })
  void everyPackingIsRead(String name, int count) throws Exception {
    List<Read> read = read(fixture(name));

    assertThat(read.stream().map(each -> each.change().id()))
        .containsExactlyElementsOf(IntStream.range(0, count).mapToObj(i -> "id-" + i).toList());
    for (int i = 0; i < read.size(); i++) {
      assertThat(((Mutation.Upsert) read.get(i).change()).vector())
          .containsExactly(i, i % 7 + 0.5f, -1);
    }
  }

  /** Wherever a checkpoint is, within a row group or between two. */
  @ParameterizedTest
  @ValueSource(strings = {"zstd.parquet", "v2.parquet"})
  void goesOnWhereItWas(String name) throws Exception {
    Path file = fixture(name);
    List<Read> all = read(file);
    for (int at : List.of(0, 127, 2_047, 2_048, 2_049, 4_095, 4_999)) {
      assertThat(Read.all(input(file), Optional.of(all.get(at).after())).stream().map(Read::shown))
          .isEqualTo(all.subList(at + 1, all.size()).stream().map(Read::shown).toList());
    }
  }

  @Test
  void countsItsRows() throws Exception {
    assertThat(look("words", fixture("zstd.parquet"), fixture("fields.parquet"))).isEqualTo(5_010);
  }

  @Test
  void refusesWhatHoldsNoChanges() throws Exception {
    Path text = Files.writeString(folder.resolve("text.parquet"), "PAR1, it says, and is no more");
    assertThatThrownBy(() -> look("words", text))
        .isInstanceOf(IOException.class)
        .hasMessage("%s is no Parquet file: it does not end as one", text);
    assertThatThrownBy(() -> look("words", fixture("unlike.parquet")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unlike.parquet: column vector is 'optional binary vector', allowed:")
        .hasMessageEndingWith("a list of float or double");
    assertThatThrownBy(() -> look("words", fixture("nameless.parquet")))
        .hasMessageEndingWith("nameless.parquet has no column id, but name, vector");
    assertThatThrownBy(() -> look("", fixture("fields.parquet")))
        .hasMessageEndingWith(
            "fields.parquet has no column collection, and backfill.collection does not say it");
  }

  /** Nobody knows what was in it. */
  @Test
  void aDamagedFileFailsTheReader() throws Exception {
    byte[] bytes = Files.readAllBytes(fixture("zstd.parquet"));
    Arrays.fill(bytes, 4, 100, (byte) 0x5a);
    Path file = Files.write(folder.resolve("damaged.parquet"), bytes);

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged.parquet can't be read at row ");
  }

  @Test
  void theMessageOfADeadLetterCanBeMended() throws Exception {
    var rejected =
        (org.flinkvectorindex.connectors.record.Decoded.Rejected<Mutation>)
            read(fixture("fields.parquet")).get(5).decoded();
    var message =
        org.flinkvectorindex.connectors.protobuf.v1.Records.Mutation.parseFrom(
            rejected.letter().raw());
    assertThat(message.getId()).isEqualTo("bad{id");
    assertThat(message.getVectorBytes().size()).isEqualTo(2 * Float.BYTES);
  }

  private static List<Read> read(Path file) throws IOException {
    return Read.all(input(file), Optional.empty());
  }

  private static long look(String collection, Path... files) throws IOException {
    return HistoryFiles.look(
        new FileInput(
            Arrays.stream(files).map(Path::toString).toList(), Map.of(), TS, collection, 0),
        OptionalInt.of(2));
  }

  private static FileInput input(Path file) {
    return new FileInput(List.of(file.toString()), Map.of(), TS, "words", Read.VERSION);
  }

  private static Path fixture(String name) throws URISyntaxException {
    return Path.of(ParquetRecordsTest.class.getResource("/parquet/" + name).toURI());
  }
}
