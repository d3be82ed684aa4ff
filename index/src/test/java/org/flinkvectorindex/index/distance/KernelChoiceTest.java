package org.flinkvectorindex.index.distance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a JVM says of its kernels when it needs them, once. */
class KernelChoiceTest {

  /** Asks for the kernels, twice. */
  static final class Asking {
    public static void main(String[] arguments) {
      KernelChoice.best();
      System.out.println(KernelChoice.simd());
    }
  }

  private static String said(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Asking.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void narrowRegistersAreTold() throws Exception {
    assertThat(said("--add-modules=jdk.incubator.vector", "-XX:MaxVectorSize=16"))
        .containsOnlyOnce("registers are narrower than 256 bits")
        .contains("false");
  }

  @Test
  void aModuleThatIsMissingIsTold() throws Exception {
    assertThat(said()).containsOnlyOnce("runs without --add-modules").contains("false");
  }
}
