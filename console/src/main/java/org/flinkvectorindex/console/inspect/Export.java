package org.flinkvectorindex.console.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.operators.shard.VectorRecord;

/**
 * Writes vectors to an fbin file, and beside it, a line for each row, what else is known of it: id,
 * event time, order as the topic of changes has it, attributes. Neither is there, or changed,
 * before all is written.
 */
final class Export implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String END = ".fbin";
  private static final int HEADER = 2 * Integer.BYTES;

  /** How the lines of every export begin. */
  private static final String FIRST_LINE = "{\"row\":0,\"id\":";

  private final Path file;
  private final FileChannel rows;
  private final BufferedWriter lines;
  private int count;
  private int dimension;
  private ByteBuffer row = header(0, 0);

  /**
   * @param file by its name an fbin file, since that is how it is read again
   * @throws CommandFailure if it is not, or the file beside it is there and not of an export before
   */
  Export(Path file) throws IOException {
    if (!file.getFileName().toString().endsWith(END)) {
      throw new CommandFailure(
          "--export is %s, allowed: a file F%s, which is not packed; beside it comes F.jsonl"
              .formatted(file, END));
    }
    this.file = file;
    Path beside = lines(file);
    if (Files.exists(beside) && !exported(beside)) {
      throw new CommandFailure(
          "%s is there, was not exported, and would be overwritten".formatted(beside));
    }
    rows =
        FileChannel.open(
            unfinished(file),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    write(header(0, 0));
    lines = Files.newBufferedWriter(unfinished(beside));
  }

  private static boolean exported(Path lines) throws IOException {
    try (InputStream bytes = Files.newInputStream(lines)) {
      byte[] start = bytes.readNBytes(FIRST_LINE.length());
      return start.length == 0 || new String(start, UTF_8).equals(FIRST_LINE);
    }
  }

  private static Path unfinished(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  /** {@code words.fbin} has {@code words.jsonl}. */
  static Path lines(Path file) {
    String name = file.getFileName().toString();
    return file.resolveSibling(name.substring(0, name.length() - END.length()) + ".jsonl");
  }

  void add(VectorRecord record) {
    float[] vector = record.vector();
    if (count == 0) {
      dimension = vector.length;
      row = ByteBuffer.allocate(Float.BYTES * dimension).order(ByteOrder.LITTLE_ENDIAN);
    } else if (vector.length != dimension) {
      throw new CommandFailure(
          "%s has %d components, others have %d".formatted(record.id(), vector.length, dimension));
    }
    row.clear();
    row.asFloatBuffer().put(vector);
    ObjectNode line = JSON.createObjectNode();
    line.put("row", count).put("id", record.id()).put("ts", record.ts());
    OrderKey order = record.order();
    line.putArray("order")
        .add(order.value())
        .add(order.source())
        .add(order.partition())
        .add(order.position())
        .add(order.part());
    record.attributes().ifPresent(text -> line.putRawValue("attributes", new RawValue(text)));
    record.expiry().ifPresent(expiry -> line.put("expiry", expiry));
    try {
      write(row);
      lines.write(JSON.writeValueAsString(line));
      lines.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    count++;
  }

  int count() {
    return count;
  }

  /** All has been added: both files take their places. */
  void complete() throws IOException {
    rows.position(0);
    write(header(count, dimension));
    rows.close();
    lines.close();
    Files.move(unfinished(file), file, StandardCopyOption.REPLACE_EXISTING);
    Files.move(unfinished(lines(file)), lines(file), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Leaves nothing of what was not completed. */
  @Override
  public void close() throws IOException {
    rows.close();
    lines.close();
    Files.deleteIfExists(unfinished(file));
    Files.deleteIfExists(unfinished(lines(file)));
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      rows.write(bytes);
    }
  }

  private static ByteBuffer header(int count, int dimension) {
    return ByteBuffer.allocate(HEADER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(count)
        .putInt(dimension)
        .flip();
  }
}
