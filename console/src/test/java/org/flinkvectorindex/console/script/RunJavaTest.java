package org.flinkvectorindex.console.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flinkvectorindex.console.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script's Java is started with. */
class RunJavaTest {
  private static final String LOGS =
      ". bin/.lib; \"$java\" $(jvm_warnings) -XX:+UseLargePages -version";

  @TempDir private Path folder;

  private record Said(int status, String out, String err) {}

  private Said said(String script, String variable, String value) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", script)
            .directory(Project.root().toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    shell.environment().put(variable, value);
    int status = shell.start().waitFor();
    return new Said(status, text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }

  /** Results are there, and programs read them. */
  @Test
  void theMachinesWarningsAreNotOnStdout() throws Exception {
    Said said = said(LOGS, "JAVA_TOOL_OPTIONS", "");
    assertThat(said.err()).contains("version");
    assertThat(said.out()).isEmpty();
    assertThat(said.status()).isZero();
  }

  @Test
  void logsThatAreAskedForAreThere() throws Exception {
    assertThat(said(LOGS, "JAVA_TOOL_OPTIONS", "-Xlog:gc+init").out()).contains("gc,init");
    assertThat(said(LOGS, "JDK_JAVA_OPTIONS", "-verbose:gc").out()).contains("[gc");
  }

  @Test
  void anOlderJavaIsRefused() throws Exception {
    Path java =
        Files.writeString(folder.resolve("java"), "echo 'openjdk version \"11.0.2\"' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Said said = said(". bin/.lib; java=%s; require_tools".formatted(java), "FVI_BUILT", "1");
    assertThat(said.status()).isEqualTo(2);
    assertThat(said.err()).contains("is version 11: install a JDK, version 17 or newer");
  }
}
