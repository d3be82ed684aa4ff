package org.flinkvectorindex.jobs.jar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the jar that is submitted holds: all that a stock Flink lacks, nothing that it has. */
class ShadedJarITCase {
  private static final Path JAR =
      Path.of(System.getProperty("project.root"), "jobs", "target", "flink-vector-index.jar");

  private static JarFile jar;
  private static List<String> entries;

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile(JAR.toFile());
    entries = jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void startsTheJob() throws IOException {
    String main = jar.getManifest().getMainAttributes().getValue("Main-Class");
    assertThat(main).isEqualTo("org.flinkvectorindex.jobs.VectorIndexJob");
    assertThat(entries).contains(main.replace('.', '/') + ".class");
  }

  @Test
  void holdsEveryModuleAndConnector() {
    assertThat(entries)
        .anyMatch(name -> name.startsWith("org/flinkvectorindex/index/"))
        .anyMatch(name -> name.startsWith("org/flinkvectorindex/connectors/"))
        .anyMatch(name -> name.startsWith("org/flinkvectorindex/operators/"))
        .anyMatch(name -> name.startsWith("org/apache/flink/connector/kafka/"))
        .anyMatch(name -> name.startsWith("org/apache/flink/connector/pulsar/"))
        .anyMatch(name -> name.startsWith("org/apache/flink/connector/base/"))
        .anyMatch(name -> name.startsWith("org/apache/pulsar/client/"))
        .anyMatch(name -> name.startsWith("org/apache/kafka/clients/"));
  }

  @Test
  void leavesOutWhatFlinkHas() {
    for (String provided :
        List.of(
            "org/apache/flink/api/",
            "org/apache/flink/core/",
            "org/apache/flink/runtime/",
            "org/apache/flink/streaming/api/",
            "org/apache/flink/streaming/runtime/",
            "org/apache/flink/contrib/",
            "org/apache/flink/state/",
            "org/apache/flink/shaded/",
            "org/rocksdb/",
            "org/slf4j/",
            "org/apache/logging/",
            "org/apache/log4j/",
            "com/esotericsoftware/")) {
      assertThat(entries).noneMatch(name -> name.startsWith(provided));
    }
    assertThat(entries)
        .noneMatch(name -> name.matches("(log4j2?|logback).*\\.(properties|xml|yaml)"));
  }

  @Test
  void leavesOutWhatTestsBring() {
    assertThat(entries)
        .noneMatch(name -> name.startsWith("org/junit/") || name.startsWith("redis/embedded/"))
        .noneMatch(name -> name.matches("org/flinkvectorindex/(?!shaded/).*(Test|ITCase)\\.class"));
  }

  @Test
  void movesWhatAnApplicationMayAlsoBring() {
    for (String clash :
        List.of(
            "com/fasterxml/",
            "org/yaml/",
            "org/apache/commons/",
            "org/apache/parquet/",
            "shaded/",
            "com/google/",
            "io/lettuce/",
            "io/netty/",
            "reactor/",
            "org/reactivestreams/",
            "META-INF/versions/")) {
      assertThat(entries).noneMatch(name -> name.startsWith(clash));
    }
    for (String moved :
        List.of(
            "jackson",
            "snakeyaml",
            "codec",
            "guava",
            "lettuce",
            "netty",
            "parquet",
            "reactor",
            "protobuf")) {
      assertThat(entries)
          .anyMatch(name -> name.startsWith("org/flinkvectorindex/shaded/" + moved + "/"));
    }
  }

  @Test
  void isNotSignedInPart() {
    assertThat(entries).noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|DSA|RSA|EC)"));
  }

  @Test
  void servicesNameClassesThatAreThere() throws Exception {
    String factory = "org.flinkvectorindex.shaded.jackson.core.JsonFactory";
    assertThat(text("META-INF/services/" + factory))
        .contains(factory)
        .contains("org.flinkvectorindex.shaded.jackson.dataformat.yaml.YAMLFactory");
    assertThat(entries).noneMatch(name -> name.startsWith("META-INF/services/com.fasterxml"));
  }

  @Test
  void saysWhatItHoldsAndUnderWhichLicences() throws IOException {
    assertThat(text("META-INF/LICENSE")).contains("Apache License", "Version 2.0");
    String notice = text("META-INF/NOTICE");
    for (String entry : entries) {
      if (entry.startsWith("META-INF/maven/") && entry.endsWith("/pom.properties")) {
        Properties pom = new Properties();
        try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
          pom.load(in);
        }
        if (!pom.getProperty("groupId").equals("org.flinkvectorindex")) {
          assertThat(notice)
              .as("jobs/src/main/jar/NOTICE names all that is inside")
              .contains(pom.getProperty("groupId") + ":" + pom.getProperty("artifactId"));
        }
      }
    }
  }

  /** Loads alone, child first, as Flink's class loader for user code does. */
  @Test
  void readsAConfigurationWithItsOwnYaml() throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {JAR.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Class<?> mapper =
          loader.loadClass("org.flinkvectorindex.shaded.jackson.dataformat.yaml.YAMLMapper");
      Object tree =
          mapper
              .getMethod("readTree", String.class)
              .invoke(mapper.getConstructor().newInstance(), "a: [1.5]");
      assertThat(tree).hasToString("{\"a\":[1.5]}");
    }
  }

  /** Not with the older one that Pulsar's client brings. */
  @Test
  void readsMessagesWithItsOwnProtobuf() throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {JAR.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Class<?> mutation =
          loader.loadClass("org.flinkvectorindex.connectors.protobuf.v1.Records$Mutation");
      Object message =
          mutation.getMethod("parseFrom", byte[].class).invoke(null, (Object) new byte[] {8, 2});
      assertThat(mutation.getMethod("getOp").invoke(message)).hasToString("DELETE");
    }
  }

  @Test
  void bringsAPulsarClient() throws Exception {
    URL slf4j = org.slf4j.Logger.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {JAR.toUri().toURL(), slf4j}, ClassLoader.getPlatformClassLoader())) {
      Object builder =
          loader
              .loadClass("org.apache.pulsar.client.api.PulsarClient")
              .getMethod("builder")
              .invoke(null);
      Class<?> type = loader.loadClass("org.apache.pulsar.client.api.ClientBuilder");
      type.getMethod("serviceUrl", String.class).invoke(builder, "pulsar://127.0.0.1:1");
      try (AutoCloseable client = (AutoCloseable) type.getMethod("build").invoke(builder)) {
        assertThat(client).isNotNull();
      }
    }
  }

  private static String text(String entry) throws IOException {
    assertThat(entries).contains(entry);
    try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
