package org.flinkvectorindex.console.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.flinkvectorindex.console.CommandFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WantedTest {
  private static final Wanted SAID = new Wanted(3, 4, "1 gb", Map.of("a", "1"), 19092, 0);

  @TempDir private Path folder;
  private Home home;

  @BeforeEach
  void create() throws Exception {
    home = new Home(folder);
    home.create();
  }

  @Test
  void whatWasSaidIsRemembered() throws Exception {
    assertThat(Wanted.before(home)).isEqualTo(Wanted.AT_FIRST);
    SAID.remember(home);
    assertThat(Wanted.before(home)).isEqualTo(SAID);
    Wanted.AT_FIRST.remember(home);
    assertThat(Wanted.before(home)).isEqualTo(Wanted.AT_FIRST);
  }

  @Test
  void aSettingStaysUntilItIsTakenBack() {
    assertThat(SAID.withMore(Map.of("b", "2")).more()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(SAID.withMore(Map.of("a", "3")).more()).isEqualTo(Map.of("a", "3"));
    assertThat(SAID.withMore(Map.of("a", "")).more()).isEmpty();
  }

  @Test
  void whatIsSaidLastOfMemoryHolds() {
    Wanted flinks = SAID.withMore(Map.of("taskmanager.memory.process.size", "3 gb"));
    assertThat(flinks.withMemory("2 gb").memory()).isEqualTo("2 gb");
    assertThat(flinks.withMemory("2 gb").more()).isEqualTo(Map.of("a", "1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"3,|two,|two", "'  \"slots\" : 4,\n'||slots"})
  void whatSomebodyChangedIsNamed(String from, String to, String named) throws Exception {
    SAID.remember(home);
    String wrote = Files.readString(home.wanted());
    Files.writeString(home.wanted(), wrote.replace(from, to == null ? "" : to));
    assertThatThrownBy(() -> Wanted.before(home))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("start.json is not what bin/cluster start wrote")
        .hasMessageContaining(named);
  }
}
