package org.flinkvectorindex.benchmarks.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flinkvectorindex.benchmarks.local.Await;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as {@code bin/demo} runs it, in a process and with a temporary folder of its own. */
class DemoITCase {
  private static final int SIGINT = 2;

  @TempDir private Path folder;
  private Path temporary;
  private Path out;
  private Path err;

  @BeforeEach
  void prepare() throws IOException {
    temporary = Files.createDirectory(folder.resolve("tmp"));
    out = folder.resolve("out");
    err = folder.resolve("err");
  }

  @Test
  void holdsWhatItShowsAndLeavesNothing() throws Exception {
    // So slow that a window of ten seconds passes.
    assertHolds(start("--words", "1000", "--rate", "60"));
    assertThat(told()).contains("in windows of ten seconds:").contains("Recall is in hundredths");
  }

  @Test
  @Tag("full")
  void holdsItWithPulsarToo() throws Exception {
    assertHolds(start("--words", "1000", "--pulsar"));
  }

  private void assertHolds(Process demo) throws Exception {
    assertThat(demo.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(demo.exitValue()).as(told()).isZero();
    List<String> lines = Files.readAllLines(out);
    JsonNode measured = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(measured.get("indexed").asInt()).isEqualTo(1000);
    assertThat(measured.get("dead_letters").asInt()).isEqualTo(1);
    assertThat(measured.get("queries").asInt()).isGreaterThan(1000);
    assertThat(measured.get("unanswered").asInt()).isZero();
    assertThat(measured.get("recall_at_10").asDouble()).isBetween(0.95, 1.0);
    assertThat(measured.get("freshness_p99_ms").asDouble()).isPositive();
    assertThat(measured.get("query_p99_ms").asDouble()).isPositive();
    assertThat(measured.get("restored_equal").asBoolean()).isTrue();
    assertThat(measured.get("redis_equal").asBoolean()).isTrue();
    assertThat(leftOver()).isEmpty();
  }

  @Test
  void leavesNothingWhenItIsInterrupted() throws Exception {
    Process demo = start();
    Await.until(
        "the stream of words",
        Duration.ofMinutes(2),
        () -> demo.isAlive() && Files.readString(out).contains("Words arrive"));
    List<ProcessHandle> children = demo.descendants().toList();
    assertThat(children).hasSizeGreaterThanOrEqualTo(2);

    // A shell that runs this in the background has Ctrl-C ignored, by the children too.
    int signal = ignored(SIGINT) ? 15 : SIGINT;
    new ProcessBuilder("kill", "-" + signal, Long.toString(demo.pid())).start().waitFor();

    assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(demo.exitValue()).as(told()).isEqualTo(128 + signal);
    Await.until(
        "the end of its children",
        Duration.ofSeconds(10),
        () -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(leftOver()).isEmpty();
    assertThat(told()).doesNotContain("Exception");
  }

  @Test
  void saysWhatIsAllowed() throws Exception {
    Process demo = start("--words", "20001");

    assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(demo.exitValue()).isEqualTo(2);
    assertThat(told()).contains("--words is 20001, allowed: 1000 to 20000");
    assertThat(leftOver()).isEmpty();
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx2g");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(each -> each.startsWith("--add-"))
        .forEach(command::add);
    command.add("-Dproject.root=" + System.getProperty("project.root"));
    command.add("-Dlog4j2.configurationFile=log4j2-quiet.properties");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Demo.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  /** For a test that fails: what the demo said. */
  private String told() throws IOException {
    return Files.readString(out) + Files.readString(err);
  }

  private List<Path> leftOver() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    }
  }

  private static boolean ignored(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(mask -> (mask >> (signal - 1) & 1) == 1);
  }
}
