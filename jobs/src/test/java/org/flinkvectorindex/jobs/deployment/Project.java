package org.flinkvectorindex.jobs.deployment;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's files, and what its POMs say. */
final class Project {
  static final Path ROOT = Path.of(System.getProperty("project.root"));

  /** The jar that is submitted, from the project's folder: it need not be built yet. */
  static final String JAR = "jobs/target/" + jarName();

  private Project() {}

  static Path file(String path) {
    return ROOT.resolve(path).normalize();
  }

  static String text(String path) {
    try {
      return Files.readString(file(path));
    } catch (IOException e) {
      throw new IllegalStateException("can't read " + path, e);
    }
  }

  /** A property of the POM, such as {@code flink.version}. */
  static String property(String name) {
    return inside("pom.xml", "<" + name + ">([^<]*)</" + name + ">");
  }

  static String version() {
    return inside("pom.xml", "<artifactId>flink-vector-index</artifactId>\\s*<version>([^<]*)<");
  }

  /** The main class that the jar's manifest names. */
  static String mainClass() {
    return inside("jobs/pom.xml", "<Main-Class>([^<]*)</Main-Class>");
  }

  /** The stock image of Flink, for the Java that the project is compiled for. */
  static String flinkImage() {
    return "flink:%s-java%s"
        .formatted(property("flink.version"), property("maven.compiler.release"));
  }

  /** Whether the machine has a program of this name. */
  static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static String jarName() {
    return inside(
        "jobs/pom.xml", "<outputFile>\\$\\{project.build.directory}/([^<]*)</outputFile>");
  }

  private static String inside(String file, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text(file));
    if (!found.find()) {
      throw new IllegalStateException(file + " has no " + pattern);
    }
    return found.group(1);
  }
}
