package org.flinkvectorindex.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The clone that the commands work in: where it is and what its build has made. */
public final class Project {
  private static final String ROOT = "project.root";

  private Project() {}

  /** As the scripts and Maven say, or the working directory. */
  public static Path root() {
    return Path.of(System.getProperty(ROOT, "")).toAbsolutePath();
  }

  /** What is submitted unless something else is said. */
  public static Path jar() {
    return root().resolve("jobs/target/flink-vector-index.jar");
  }

  /** Of Flink's processes and its client; without the job, which is submitted. */
  public static String flinkClassPath() throws IOException {
    return classPath("console/flink");
  }

  /** Of a Kafka broker. */
  public static String kafkaClassPath() throws IOException {
    return classPath("connectors/brokers/kafka");
  }

  private static String classPath(String module) throws IOException {
    Path file = root().resolve(module).resolve("target/classpath");
    if (!Files.exists(file)) {
      throw new IOException(file + " is not there: mvn -q generate-resources -pl " + module);
    }
    return Files.readString(file).strip();
  }

  /** The {@code java} that runs this. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
