package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** In a process of its own, since it is about the end of one. */
class InterruptionTest {

  @Test
  void whoEndsTheCommandHearsHowItStands() throws Exception {
    assertThat(saidAtTheEnd("left")).isEqualTo("then");
    assertThat(saidAtTheEnd("closed")).isEmpty();
  }

  private static String saidAtTheEnd(String how) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                place(Interruption.class) + File.pathSeparator + place(Main.class),
                Main.class.getName(),
                how)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    process.toHandle().destroy(); // The other destroy closes its streams.
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return err.strip();
  }

  private static Path place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Waits to be ended. */
  static final class Main {
    public static void main(String[] how) throws Exception {
      Interruption hint = new Interruption(() -> "first");
      hint.now(() -> "then");
      if (how[0].equals("closed")) {
        hint.close();
      }
      System.out.println("ready");
      System.in.read();
    }
  }
}
