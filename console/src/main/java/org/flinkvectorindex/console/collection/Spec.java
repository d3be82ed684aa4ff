package org.flinkvectorindex.console.collection;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.jobs.config.PlainYaml;

/** What {@code bin/collection create} is told of a collection: a file, and keys over it. */
final class Spec {
  private Spec() {}

  /**
   * @param keys each followed by its value, such as {@code index.ef} and {@code 100}
   * @throws CommandFailure if the file is not there or is not what the job reads as YAML, too
   */
  static ObjectNode of(Optional<Path> file, List<String> keys) {
    ObjectNode spec = file.map(Spec::read).orElseGet(() -> new ObjectMapper().createObjectNode());
    for (int i = 0; i < keys.size(); i += 2) {
      String[] path = keys.get(i).split("\\.");
      ObjectNode at = spec;
      for (int part = 0; part < path.length - 1; part++) {
        at = at.withObject("/" + path[part]);
      }
      at.put(path[path.length - 1], keys.get(i + 1));
    }
    return spec;
  }

  private static ObjectNode read(Path file) {
    try {
      return PlainYaml.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new CommandFailure("--spec: %s is not there".formatted(file), e);
    } catch (IOException e) {
      throw new CommandFailure("--spec: %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
