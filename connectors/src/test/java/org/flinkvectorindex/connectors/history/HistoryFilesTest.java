package org.flinkvectorindex.connectors.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFilesTest {
  private static final int TS = 17;

  @TempDir private Path folder;

  @Test
  void linesHaveTheirNumbersAndBlankOnesAreNone() throws Exception {
    Path file =
        write(
            "a.jsonl",
            delete("one") + "\n\n \r\n" + delete("two") + "\r\nno JSON\n" + delete("three"));

    List<Read> read = read(file, Optional.empty(), Optional.empty());

    assertThat(read.stream().map(Read::shown))
        .containsExactly(
            "one at " + file + ":1",
            "two at " + file + ":4",
            "MALFORMED at " + file + ":5",
            "three at " + file + ":6");
    assertThat(((Decoded.Accepted<Mutation>) read.get(0).decoded()).record().ts()).isEqualTo(TS);
  }

  /** It must neither fill the memory nor take the next one with it. */
  @Test
  void aLineThatIsTooLongIsADeadLetter() throws Exception {
    Path file = write("a.jsonl", "x".repeat(300_000) + "\n" + delete("next") + "\n");

    assertThat(read(file, Optional.empty(), Optional.empty()).stream().map(Read::shown))
        .containsExactly("TOO_LARGE at " + file + ":1", "next at " + file + ":2");
  }

  @Test
  void packedLinesAreUnpacked() throws Exception {
    Path file = folder.resolve("a.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((delete("one") + "\n" + delete("two")).getBytes(UTF_8));
    }

    assertThat(read(file, Optional.empty(), Optional.empty()).stream().map(Read::shown))
        .containsExactly("one at " + file + ":1", "two at " + file + ":2");
  }

  /** The check before submission found them whole. */
  @Test
  void packedLinesThatAreCutWhileTheyAreReadSayWhere() throws Exception {
    Random random = new Random(7);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      lines.append(delete(Long.toHexString(random.nextLong()))).append('\n');
    }
    Path file = packed("cut.jsonl.gz", lines.toString());
    List<Read> whole = read(file, Optional.empty(), Optional.empty());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> read(file, Optional.empty(), Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            file
                + " is damaged or was cut after record \\d+ \\(Unexpected end of ZLIB input"
                + " stream\\): with the file as it was, history goes on from there");
    assertThatThrownBy(() -> read(file, Optional.empty(), Optional.of(whole.get(399).after())))
        .hasMessageStartingWith(file + " is damaged or was cut before record 400, up to which");
    Files.write(file, bytes);
    assertThat(read(file, Optional.empty(), Optional.of(whole.get(399).after()))).hasSize(100);
  }

  @Test
  void rowsHaveTheirNumbersAsIds() throws Exception {
    Path file = rows("a.fbin", 3, 2, 1, 2, 3, Float.NaN, 5, 6);

    List<Read> read = read(file, Optional.empty(), Optional.empty());

    assertThat(read.stream().map(Read::shown))
        .containsExactly(
            "0 at " + file + ":0", "NOT_FINITE at " + file + ":1", "2 at " + file + ":2");
    Mutation.Upsert last =
        (Mutation.Upsert) ((Decoded.Accepted<Mutation>) read.get(2).decoded()).record();
    assertThat(last.vector()).containsExactly(5, 6);
    assertThat(last.collection()).isEqualTo("words");
    assertThat(last.ts()).isEqualTo(TS);
    assertThat(last.version()).hasValue(Read.VERSION);
  }

  @Test
  void rowsTakeTheirIdsFromLines() throws Exception {
    Path file = rows("a.fbin", 3, 1, 1, 2, 3);
    Path ids = write("a.ids", "king\r\na{b\n");

    assertThat(read(file, Optional.of(ids), Optional.empty()).stream().map(Read::shown))
        .containsExactly(
            "king at " + file + ":0",
            "BAD_ID at " + file + ":1",
            "MISSING_FIELD at " + file + ":2");
  }

  @Test
  void aRowThatTheFileEndsWithinIsADeadLetterAndTheLast() throws Exception {
    Path file = rows("a.fbin", 4, 2, 1, 2, 3, 4, 5, 6, 7, 8);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 8 + 8 + 5));

    assertThat(read(file, Optional.empty(), Optional.empty()).stream().map(Read::shown))
        .containsExactly("0 at " + file + ":0", "MISSING_FIELD at " + file + ":1");
  }

  /** Wherever a checkpoint is: what comes after it is what would have come. */
  @Test
  void goesOnWhereItWas() throws Exception {
    StringBuilder lines = new StringBuilder();
    StringBuilder ids = new StringBuilder();
    float[] components = new float[300];
    for (int i = 0; i < components.length; i++) {
      lines.append(i % 7 == 0 ? "\nno JSON" : delete("id-" + i)).append('\n');
      ids.append("id-").append(i).append('\n');
      components[i] = i;
    }
    Path ofLines = write("a.jsonl", lines.toString());
    Path ofRows = rows("a.fbin", components.length, 1, components);
    Path ofPackedRows = packed("b.fbin.gz", Files.readAllBytes(ofRows));
    Path ofIds = write("a.ids", ids.toString());

    for (Path file : List.of(ofLines, ofRows, ofPackedRows)) {
      Optional<Path> with = file.equals(ofLines) ? Optional.empty() : Optional.of(ofIds);
      List<Read> all = read(file, with, Optional.empty());
      assertThat(all).hasSize(components.length);
      for (int at : List.of(0, 1, 127, 128, 129, 299)) {
        List<Read> rest = read(file, with, Optional.of(all.get(at).after()));
        assertThat(rest.stream().map(Read::shown))
            .isEqualTo(all.subList(at + 1, all.size()).stream().map(Read::shown).toList());
        if (!file.equals(ofLines) && !rest.isEmpty()) {
          assertThat(((Mutation.Upsert) rest.get(0).change()).vector()).containsExactly(at + 1);
        }
      }
    }
  }

  /** Its ids may have been in a file, which nobody knows any more. */
  @Test
  void rowsThatAreNotConfiguredAnyMoreHaveNoIds() throws Exception {
    Path rows = rows("a.fbin", 2, 1, 1, 2);
    Path ids = write("a.ids", "king\nqueen\n");
    Path other = rows("b.fbin", 2, 1, 1, 2);
    List<Read> begun = read(rows, Optional.of(ids), Optional.empty());
    assertThatThrownBy(
            () -> Read.all(rows, input(Map.of(), other), Optional.of(begun.get(0).after())))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            rows + " was not read to its end and is none of the files of history any more");
  }

  @Test
  void countsWhatThereIs() throws Exception {
    Path rows = rows("a.fbin", 3, 1, 1, 2, 3);
    Path few = write("a.jsonl", "1\n2\n3");
    Path many = write("b.jsonl", "0123456789\n".repeat(100_000));
    Path packed = packed("c.jsonl.gz", "1\n2\n");

    assertThat(look(OptionalInt.of(1), Map.of(), rows, few)).isEqualTo(6);
    assertThat(look(OptionalInt.empty(), Map.of(), many)).isEqualTo(100_000);
    assertThat(look(OptionalInt.empty(), Map.of(), rows, packed)).isEqualTo(5);
    Path packedRows = packed("b.fbin.gz", Files.readAllBytes(rows));
    assertThat(look(OptionalInt.of(1), Map.of(), packedRows)).isEqualTo(3);
  }

  @Test
  void refusesWhatIsNotThereOrNotWhatItsNameSays() throws Exception {
    Path rows = rows("a.fbin", 3, 2, 1, 2, 3, 4, 5, 6);
    Path ids = write("a.ids", "one\ntwo\n");
    Path cut = folder.resolve("cut.fbin");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(rows), 20));

    assertThatThrownBy(() -> look(OptionalInt.empty(), Map.of(), folder.resolve("none.jsonl")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.jsonl can't be read");
    assertThatThrownBy(() -> look(OptionalInt.of(5), Map.of(), rows))
        .hasMessage("%s has rows of 2, the collection's dimension is 5", rows);
    Path notPacked = write("text.jsonl.gz", "{}");
    assertThatThrownBy(() -> look(OptionalInt.empty(), Map.of(), notPacked))
        .hasMessage("%s is no whole gzip file: Not in GZIP format", notPacked);
    Path half = packed("half.jsonl.gz", "0123456789\n".repeat(100));
    Files.write(half, Arrays.copyOf(Files.readAllBytes(half), 30));
    assertThatThrownBy(() -> look(OptionalInt.empty(), Map.of(), half))
        .hasMessage("%s is no whole gzip file: Unexpected end of ZLIB input stream", half);
    assertThatThrownBy(() -> look(OptionalInt.empty(), Map.of(), cut))
        .hasMessage("%s has 20 bytes, 3 rows of 2 are 32", cut);
    Path cutAndPacked = packed("cut.fbin.gz", Files.readAllBytes(cut));
    assertThatThrownBy(() -> look(OptionalInt.empty(), Map.of(), cutAndPacked))
        .hasMessage("%s has 20 bytes, 3 rows of 2 are 32", cutAndPacked);
    assertThatThrownBy(
            () -> look(OptionalInt.empty(), Map.of(rows.toString(), ids.toString()), rows))
        .hasMessage("%s has 2 ids, %s has 3 rows", ids, rows);
  }

  /** A job that has read them comes back without them, and without unpacking them again. */
  @Test
  void aGlanceNeedsNeitherAllOfAFileNorTheFile() throws Exception {
    Path rows = rows("a.fbin", 3, 2, 1, 2, 3, 4, 5, 6);
    Path few = write("a.jsonl", "1\n2\n3");
    assertThat(glance(OptionalInt.of(2), rows, few)).isEqualTo(6);
    assertThat(glance(OptionalInt.of(2), rows, folder.resolve("none.jsonl"))).isZero();
    Path half = packed("half.jsonl.gz", "0123456789\n".repeat(100));
    Files.write(half, Arrays.copyOf(Files.readAllBytes(half), 30));
    assertThat(glance(OptionalInt.of(2), rows, half)).isZero();
    assertThatThrownBy(() -> glance(OptionalInt.of(5), rows))
        .hasMessage("%s has rows of 2, the collection's dimension is 5", rows);
  }

  private static long glance(OptionalInt dimension, Path... files) throws IOException {
    return HistoryFiles.glance(input(Map.of(), files), dimension);
  }

  private static List<Read> read(Path file, Optional<Path> ids, Optional<CheckpointedPosition> from)
      throws IOException {
    Map<String, String> idsOf =
        ids.map(path -> Map.of(file.toString(), path.toString())).orElse(Map.of());
    return Read.all(input(idsOf, file), from);
  }

  private static FileInput input(Map<String, String> ids, Path... files) {
    return new FileInput(
        Arrays.stream(files).map(Path::toString).toList(), ids, TS, "words", Read.VERSION);
  }

  private static long look(OptionalInt dimension, Map<String, String> ids, Path... files)
      throws IOException {
    return HistoryFiles.look(input(ids, files), dimension);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path packed(String name, String text) throws IOException {
    return packed(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private Path packed(String name, byte[] bytes) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      out.write(bytes);
    }
    return folder.resolve(name);
  }

  private Path rows(String name, int count, int dimension, float... components) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + components.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(count).putInt(dimension);
    for (float component : components) {
      bytes.putFloat(component);
    }
    return Files.write(folder.resolve(name), bytes.array());
  }

  private static String delete(String id) {
    return "{\"op\":\"delete\",\"collection\":\"words\",\"id\":\"%s\"}".formatted(id);
  }
}
