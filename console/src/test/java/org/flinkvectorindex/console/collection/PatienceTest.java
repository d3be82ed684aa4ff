package org.flinkvectorindex.console.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.flinkvectorindex.console.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class PatienceTest {
  @Test
  void isWhatIsSaidOrWhatIsUsual() {
    assertThat(of("30 s")).isEqualTo(Duration.ofSeconds(30));
    assertThat(of("365 d")).isEqualTo(Duration.ofDays(365));
    assertThat(new Patience().or(Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"366 d", "300000 d", "9223372036854775807 d", "99999999999999999999 s", "soon"})
  void whatIsNoDurationOrTooLongIsRefused(String said) {
    assertThatThrownBy(() -> of(said))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "--patience is " + said + ", allowed: a duration up to 365 d, such as 30 s or 2 h");
  }

  private static Duration of(String said) {
    Waiting command = new Waiting();
    new CommandLine(command).parseArgs("--patience", said);
    return command.patience.or(Duration.ZERO);
  }

  @Command
  private static final class Waiting {
    @Mixin private Patience patience;
  }
}
