package org.flinkvectorindex.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every command has help, and mistakes are told in words. */
class ConsoleTest {
  @TempDir private Path folder;

  @Test
  void everyCommandHasHelp() {
    List<String> without = new ArrayList<>();
    help(new CommandLine(new Console()), "bin", without);
    assertThat(without).isEmpty();
    assertThat(Said.by("collection", "alias", "--help").status()).isZero();
  }

  private static void help(CommandLine command, String name, List<String> without) {
    if (!command.getCommandSpec().optionsMap().containsKey("--help")) {
      without.add(name);
    }
    for (Map.Entry<String, CommandLine> each : command.getSubcommands().entrySet()) {
      help(each.getValue(), name + " " + each.getKey(), without);
    }
  }

  @Test
  void aConfigurationThatIsWrongIsToldWithoutATrace() throws Exception {
    Path config = folder.resolve("job.yaml");
    Files.writeString(config, "name: words\ncollections: [{name: words, dimension: -1}]\n");
    Said wrong =
        Said.by("inspect", "--savepoint", folder.toString(), "--config", config.toString());
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.err()).contains("collections.0.dimension is '-1'").doesNotContain("\tat ");

    Said missing = Said.by("inspect", "--savepoint", "none", "--config", "/none/job.yaml");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err()).contains("/none/job.yaml").doesNotContain("\tat ");
  }

  @Test
  void aFlinkThatIsAwayIsToldWithoutATrace() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    Path config = Project.root().resolve("flink-conf/jobs/words.yaml");
    String rest = "http://127.0.0.1:" + nobody;
    for (Said away :
        List.of(
            Said.by("collection", "list", "--config", config.toString(), "--rest", rest),
            Said.by("status", "words-index", "--rest", rest),
            Said.by("savepoint", "words-index", "--rest", rest))) {
      assertThat(away.status()).isEqualTo(1);
      assertThat(away.err().strip()).isEqualTo("no Flink answers at " + rest);
    }
  }
}
