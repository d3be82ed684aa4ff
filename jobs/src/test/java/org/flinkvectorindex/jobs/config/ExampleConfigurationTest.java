package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExampleConfigurationTest {

  @Test
  void theExampleIsAValidJob() {
    Path example = Path.of(System.getProperty("project.root"), "flink-conf", "jobs", "words.yaml");
    JobOptions options =
        JobConfiguration.load(
            List.of("--config", example.toString()), Map.of("REDIS_PASSWORD", "x"));
    assertThat(options.name()).isEqualTo("words-index");
    assertThat(options.collections()).extracting(CollectionOptions::name).containsExactly("words");
    assertThat(options.queries()).isNotEmpty();
    assertThat(options.redis()).isPresent();
  }
}
