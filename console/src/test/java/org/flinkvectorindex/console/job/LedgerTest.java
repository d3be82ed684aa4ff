package org.flinkvectorindex.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.flinkvectorindex.console.cluster.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upgrade that fails goes back to what was submitted, not to what the files hold by then. */
class LedgerTest {
  @TempDir private Path folder;

  @Test
  void whatWasSubmittedIsKeptAsItWas() throws Exception {
    Home home = new Home(folder.resolve("cluster"));
    Files.createDirectories(home.jobs());
    Path jar = Files.writeString(folder.resolve("job.jar"), "old code");
    Path config = Files.writeString(folder.resolve("job.yaml"), "redis: {password: secret}");
    Ledger ledger = new Ledger(home);
    Submission submission =
        new Submission(
            jar,
            config,
            List.of("--redis.prefix", "x"),
            OptionalInt.of(3),
            Optional.of("file:/savepoint"),
            true);

    ledger.enter("0a", ledger.keep(submission));
    Files.writeString(jar, "new code");
    Files.writeString(config, "name: other");

    Submission kept = ledger.find("0a").orElseThrow();
    assertThat(kept.jar()).hasContent("old code");
    assertThat(kept.config()).hasContent("redis: {password: secret}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.config())))
        .isEqualTo("rw-------");
    assertThat(kept.overrides()).containsExactly("--redis.prefix", "x");
    assertThat(kept.parallelism()).hasValue(3);
    assertThat(kept.savepoint()).contains("file:/savepoint");
    assertThat(kept.dropState()).isTrue();
    assertThat(ledger.find("0b")).isEmpty();
  }
}
