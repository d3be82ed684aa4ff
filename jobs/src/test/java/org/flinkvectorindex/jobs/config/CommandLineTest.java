package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.jobs.config.Examples.LEAST;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  @Test
  void loadsTheFileOfTheCommandLineWithOverrides(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "from a file\n");
    Path file = Files.writeString(folder.resolve("job.yaml"), LEAST);
    JobOptions options =
        JobConfiguration.load(
            List.of(
                "--config",
                file.toString(),
                "--redis.uri",
                "redis://cache:6379",
                "--redis.password",
                "${file:" + secret + "}",
                "--collections.0.index.ef",
                "100",
                "--vectors.0.topics",
                "a, b",
                "--vectors.0.properties.ssl.protocol",
                "TLS",
                "--checkpoints.interval",
                "5s"),
            Map.of());
    assertThat(options.redis().orElseThrow().password()).contains(new Secret("from a file"));
    assertThat(options.collections().get(0).index().ef()).isEqualTo(100);
    assertThat(((SourcePlace.Kafka) options.vectors().get(0).source().place()).topics())
        .containsExactly("a", "b");
    assertThat(options.vectors().get(0).source().properties())
        .containsExactly(Map.entry("ssl.protocol", new Secret("TLS")));
    assertThat(options.checkpoints().interval()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void theCommandLineIsCheckedAsWell(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> JobConfiguration.load(List.of("--name", "x"), Map.of()))
        .hasMessageContaining("--config: missing; allowed: path of a YAML file");
    assertThatThrownBy(() -> JobConfiguration.load(List.of("--config", "absent.yaml"), Map.of()))
        .hasMessageContaining("absent.yaml has 1 problem:")
        .hasMessageContaining("can't be read (NoSuchFileException)");

    String file = Files.writeString(folder.resolve("job.yaml"), LEAST).toString();
    assertThatThrownBy(() -> JobConfiguration.load(List.of("--config", file, "--name"), Map.of()))
        .hasMessageContaining("--name: has no value");
    assertThatThrownBy(() -> JobConfiguration.load(List.of("--config", file, "name"), Map.of()))
        .hasMessageContaining("argument 3: not of the form --key value");
  }

  @Test
  void theCommandLineTakesAnEqualsSignToo(@TempDir Path folder) throws Exception {
    String file = "--config=" + Files.writeString(folder.resolve("job.yaml"), LEAST);
    JobOptions options =
        JobConfiguration.load(
            List.of(
                file,
                "--redis.uri=redis://cache:6379",
                "--redis.password=s3cret=",
                "--vectors.0.properties.a",
                "b=c"),
            Map.of());
    assertThat(options.redis().orElseThrow().password()).contains(new Secret("s3cret="));
    assertThat(options.vectors().get(0).source().properties())
        .containsExactly(Map.entry("a", new Secret("b=c")));

    for (List<String> wrong :
        List.of(
            List.of(file, "--redis.passwort=s3cret"),
            List.of(file, "--redis.password=", "s3cret"),
            List.of(file, "--redis.password=s3cret", "--redis.password=s3cret"),
            List.of(file, "--=s3cret"),
            List.of(file, "redis.password=s3cret"))) {
      assertThatThrownBy(() -> JobConfiguration.load(wrong, Map.of()))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessageNotContaining("s3cret");
    }
  }
}
