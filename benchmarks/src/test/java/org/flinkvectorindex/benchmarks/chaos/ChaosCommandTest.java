package org.flinkvectorindex.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What is refused before anything is started. */
class ChaosCommandTest {
  @Test
  void refusesAnIndexThatItDoesNotKnow() {
    CommandLine command =
        new CommandLine(new ChaosCommand()).setCaseInsensitiveEnumValuesAllowed(true);
    for (String unknown : new String[] {"flat", "auto", ""}) {
      assertThatThrownBy(() -> command.parseArgs("--index", unknown))
          .isInstanceOf(ParameterException.class)
          .hasMessageContaining("--index")
          .hasMessageContaining("'" + unknown + "'")
          .hasMessageContaining("HNSW, IVF");
    }
    assertThat(command.parseArgs("--index", "ivf").errors()).isEmpty();
  }
}
