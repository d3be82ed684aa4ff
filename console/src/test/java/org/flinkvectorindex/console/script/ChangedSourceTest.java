package org.flinkvectorindex.console.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.flinkvectorindex.console.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts build again what was changed since, and nothing for the sake of what they wrote. */
class ChangedSourceTest {
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"clone", "src/a b/clone", "target"})
  void onlySourcesThatAreNewer(String place) throws Exception {
    Path clone = folder.resolve(place);
    Path lib = write(clone, "bin/.lib", Files.readString(Project.root().resolve("bin/.lib")), -1);
    write(clone, "index/src/main/java/Old.java", "", -1);
    write(clone, "benchmarks/target/built", "", 0);
    write(clone, ".run/cluster/log/jobmanager-1.log", "", 1);
    write(clone, ".run/src/main/java/Kept.java", "", 1);
    write(clone, "index/target/src/Generated.java", "", 1);
    write(clone, "README.md", "", 1);
    assertThat(changed(lib)).isEmpty();

    write(clone, "index/src/main/java/New.java", "", 1);
    assertThat(changed(lib)).isEqualTo("./index/src/main/java/New.java");
    write(clone, "index/src/main/java/New.java", "", -1);
    write(clone, "pom.xml", "", 1);
    assertThat(changed(lib)).isEqualTo("./pom.xml");
  }

  @Test
  void everythingWhereNothingIsBuilt() throws Exception {
    Path lib = write(folder, "bin/.lib", Files.readString(Project.root().resolve("bin/.lib")), 0);
    assertThat(changed(lib)).isEqualTo("everything");
  }

  /** Where {@code cd} looks elsewhere too, and says where it went. */
  @Test
  void theProjectIsWhereTheScriptIs() throws Exception {
    write(folder, "bin/.lib", Files.readString(Project.root().resolve("bin/.lib")), 0);
    ProcessBuilder shell =
        new ProcessBuilder("bash", "-c", ". bin/.lib; printf '%s' \"$root\"")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    shell.environment().put("CDPATH", ".:/");
    String said = new String(shell.start().getInputStream().readAllBytes(), UTF_8);
    assertThat(said).isEqualTo(folder.toRealPath().toString());
  }

  /**
   * @param hours after the build
   */
  private static Path write(Path clone, String name, String text, int hours) throws IOException {
    Path file = clone.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setLastModifiedTime(file, FileTime.from(BUILT.plusSeconds(3_600L * hours)));
  }

  private static String changed(Path lib) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", "-c", ". \"$1\"; changed_source", "-", lib.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
