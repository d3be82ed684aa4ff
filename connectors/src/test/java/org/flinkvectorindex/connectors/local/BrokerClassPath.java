package org.flinkvectorindex.connectors.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The class path of a broker, which Maven writes when it builds {@code connectors/brokers/…}. */
final class BrokerClassPath {
  private final Path folder;
  private final Path arguments;

  /**
   * @param folder of the server; the path is written there for {@code java} to read, since it is
   *     long
   */
  BrokerClassPath(String broker, Path folder) throws IOException {
    this.folder = folder;
    arguments = folder.resolve("classpath");
    Files.writeString(arguments, "-cp " + Files.readString(file(broker)).strip());
  }

  /** A JVM that starts fast rather than runs fast. */
  List<String> java(List<String> options, String... main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Djava.io.tmpdir=" + folder); // Its libraries unpack native code.
    command.addAll(options);
    command.add("@" + arguments);
    command.addAll(List.of(main));
    return command;
  }

  /** Under {@code project.root} where that is set, else above the working directory. */
  private static Path file(String broker) throws IOException {
    String written = "connectors/brokers/" + broker + "/target/classpath";
    Optional<Path> root = Optional.ofNullable(System.getProperty("project.root")).map(Path::of);
    Path start = root.orElseGet(() -> Path.of("")).toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve(written))) {
        return folder.resolve(written);
      }
    }
    throw new IOException(
        "%s is not there, in or above %s: mvn -q generate-resources -pl connectors/brokers/%s"
            .formatted(written, start, broker));
  }
}
