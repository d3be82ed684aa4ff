package org.flinkvectorindex.benchmarks.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class StateCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"1000", "1x2x3", "0x8", "100x0", "-1x8", "x8", "100x", "9999999999x8"})
  void whatIsGeneratedIsACountAndADimension(String value) {
    assertThat(refused("--generate", value))
        .startsWith(
            "--generate is '%s', allowed: COUNTxDIMENSION, as 1000000x128".formatted(value));
  }

  @Test
  void thereIsACheckpointToMeasure() {
    assertThat(refused("--generate", "100x8", "--rounds", "0"))
        .startsWith("--rounds is 0 and --warm-up 5, allowed: 1 or more, 0 or more");
  }

  private static String refused(String... arguments) {
    StringWriter said = new StringWriter();
    CommandLine command =
        new CommandLine(new StateCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setErr(new PrintWriter(said));
    assertThat(command.execute(arguments)).isEqualTo(2);
    return said.toString();
  }
}
