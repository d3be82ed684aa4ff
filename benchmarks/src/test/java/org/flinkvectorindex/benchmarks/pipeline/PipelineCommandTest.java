package org.flinkvectorindex.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flinkvectorindex.console.Project;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What can't be measured is refused before anything starts. */
class PipelineCommandTest {
  private static final Path WORDS =
      Project.root().resolve("benchmarks/src/main/resources/demo/words.fbin.gz");

  private static String refused(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--base=" + WORDS, "--queries=" + WORDS));
    arguments.addAll(List.of(more));
    StringWriter said = new StringWriter();
    int code =
        new CommandLine(new PipelineCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setErr(new PrintWriter(said))
            .execute(arguments.toArray(String[]::new));
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    return said.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "--seconds, 0, 1 or more",
    "--warm-up, -1, 0 or more",
    "--warm-up, 5, 0 without --preload",
    "--query-rate, -5.0, 0 or more",
    "--parallelism, 0, 1 or more",
    "--batch-rows, 0, 1 or more",
    "--rehearsals, -1, 0 or more",
    "--preload, 20001, 0 to less than the 20001 rows of --base",
    "--preload, 5, 0 with --rate max"
  })
  void numbersOutOfRange(String option, String value, String allowed) {
    assertThat(refused(option + "=" + value))
        .startsWith("%s is %s, allowed: %s".formatted(option, value, allowed));
  }
}
