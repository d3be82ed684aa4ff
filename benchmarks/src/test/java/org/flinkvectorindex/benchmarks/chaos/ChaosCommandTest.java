package org.flinkvectorindex.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.flinkvectorindex.console.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  /** Logs and savepoints of another run would be compared as if they were this one's. */
  @Test
  void refusesToKeepWhereSomethingIs(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("taskmanager-1.log"));
    for (Path keep : new Path[] {folder, file}) {
      Exception[] failure = new Exception[1];
      new CommandLine(new ChaosCommand())
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setExecutionExceptionHandler(
              (e, line, parsed) -> {
                failure[0] = e;
                return 1;
              })
          .execute("--kills", "0", "--keep", keep.toString());
      assertThat(failure[0])
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("--keep is " + keep);
    }
  }
}
