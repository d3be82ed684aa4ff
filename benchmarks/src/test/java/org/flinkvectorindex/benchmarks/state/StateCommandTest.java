package org.flinkvectorindex.benchmarks.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.flinkvectorindex.operators.shard.ContentHash;
import org.flinkvectorindex.operators.shard.ShardSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class StateCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"1000", "1x2x3", "0x8", "100x0", "-1x8", "x8", "100x", "9999999999x8"})
  void whatIsGeneratedIsACountAndADimension(String value) {
    assertThat(refused("--generate", value))
        .startsWith("--generate is %s, allowed: COUNTxDIMENSION, as 1000000x128".formatted(value));
  }

  @Test
  void thereIsACheckpointToMeasure() {
    assertThat(refused("--generate", "100x8", "--rounds", "0"))
        .startsWith("--rounds is 0, allowed: 1 or more");
  }

  @Test
  void aShareIsChangedInBatches() {
    assertThat(refused("--generate", "100x8", "--change", "7"))
        .startsWith("--change is 7.0, allowed: 0 to 1");
    assertThat(refused("--generate", "100x8", "--change=-1"))
        .startsWith("--change is -1.0, allowed: 0 to 1");
    assertThat(refused("--generate", "100x8", "--batch", "0"))
        .startsWith("--batch is 0, allowed: 1 or more");
  }

  /** Of as many checkpoints as fit, unless a number is said. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 1000000, 10000, 50",
    "1, 1000000, 10000, 100",
    "0.5, 20001, 200, 51",
    "0.5, 1000000, 100000, 30",
    "0.5, 1000000, 4, 500"
  })
  void roundsHoldACycleOfAllPages(double lag, long live, long changes, int rounds) {
    assertThat(StateCommand.rounds(lag, live, changes)).isEqualTo(rounds);
    if (rounds < 500) {
      assertThat(StateCommand.pageCycles(rounds * changes, lag, live)).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void thirtyRoundsOfOneInAHundredAreNoCycle() {
    assertThat(StateCommand.pageCycles(30 * 10_000, 0.5, 1_000_000)).isEqualTo(0.6);
  }

  @Test
  void whatIsRestoredIsTheSameAndNotInsertedAgain() {
    List<ShardSummary> before = List.of(shard(10, 3), shard(20, 4));
    assertThat(Restored.of(before, before)).isEqualTo(new Restored(200, 0, true, true));
    assertThat(Restored.of(before, before).holds()).isTrue();
    assertThat(Restored.of(before, List.of(shard(10, 3), shard(21, 4))).holds()).isFalse();
    assertThat(Restored.of(before, List.of(shard(10, 3), shard(20, 5))).holds()).isFalse();
  }

  private static ShardSummary shard(long operations, long graph) {
    return new ShardSummary("bench", 0, 100, operations, ContentHash.EMPTY, graph, 1);
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
