package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SubmitCommandTest {
  @Test
  void aSavepointIsWhereTheUserSeesIt() {
    assertThat(SubmitCommand.place("src/./test"))
        .isEqualTo(Path.of("src/test").toAbsolutePath().toString());
    for (String elsewhere :
        new String[] {
          "s3://bucket/savepoint-1", "file:/tmp/x", "/no/such/folder", "no-such/folder"
        }) {
      assertThat(SubmitCommand.place(elsewhere)).isEqualTo(elsewhere);
    }
  }
}
