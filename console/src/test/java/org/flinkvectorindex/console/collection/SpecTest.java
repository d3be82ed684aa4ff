package org.flinkvectorindex.console.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flinkvectorindex.console.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecTest {
  @TempDir private Path folder;

  @Test
  void keysAreLaidOverTheFile() throws Exception {
    Path file = file("dimension: 4\nindex: {ef: 50, m: 8}\n");
    assertThat(Spec.of(Optional.of(file), List.of("index.ef", "100", "metric", "l2")))
        .hasToString("{\"dimension\":4,\"index\":{\"ef\":\"100\",\"m\":8},\"metric\":\"l2\"}");
  }

  @Test
  void whatTheJobWouldRefuseAsConfigurationIsRefused() throws Exception {
    Path alias = file("dimension: &d 4\nindex: {ef: *d}\n");
    assertThatThrownBy(() -> Spec.of(Optional.of(alias), List.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("an alias of YAML (*name) near line 2");
    Path twice = file("dimension: 4\ndimension: 5\n");
    assertThatThrownBy(() -> Spec.of(Optional.of(twice), List.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("a key comes twice there");
    Path text = file("just text");
    assertThatThrownBy(() -> Spec.of(Optional.of(text), List.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("a block of keys is wanted");
    assertThatThrownBy(() -> Spec.of(Optional.of(folder.resolve("absent")), List.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("absent is not there");
  }

  private Path file(String yaml) throws Exception {
    return Files.writeString(Files.createTempFile(folder, "spec", ".yaml"), yaml);
  }
}
