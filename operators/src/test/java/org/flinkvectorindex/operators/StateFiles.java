package org.flinkvectorindex.operators;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files of RocksDB, as an incremental checkpoint has them. */
public final class StateFiles {
  private StateFiles() {}

  /**
   * Turns one bit over near the beginning of each file of a state, where its entries are.
   *
   * @param state its name: the properties of a file, which are compressed, have it as that of its
   *     column family
   * @return files of that state
   */
  public static int damage(Path dir, String state) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(dir)) {
      all = files.filter(Files::isRegularFile).toList();
    }
    int damaged = 0;
    for (Path file : all) {
      byte[] bytes = Files.readAllBytes(file);
      if (new String(bytes, ISO_8859_1).contains("name" + state)) {
        bytes[20] ^= 1;
        Files.write(file, bytes);
        damaged++;
      }
    }
    return damaged;
  }
}
