package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsTableTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("project.root"), "docs", "configuration.md");

  private static final String REGENERATE =
      "mvn -pl jobs -am test -Dtest=OptionsTableTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Doptions.table=write";

  @Test
  void theDocumentIsWhatTheCodeSays() throws IOException {
    if ("write".equals(System.getProperty("options.table"))) {
      Files.createDirectories(DOCUMENT.getParent());
      Files.writeString(DOCUMENT, OptionsTable.markdown());
    }
    assertThat(DOCUMENT)
        .as("docs/configuration.md is out of date; write it again with: %s", REGENERATE)
        .exists()
        .content()
        .isEqualTo(OptionsTable.markdown());
  }
}
