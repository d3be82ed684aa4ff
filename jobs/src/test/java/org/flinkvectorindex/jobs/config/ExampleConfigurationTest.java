package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExampleConfigurationTest {

  @Test
  void theExampleIsAValidJob() {
    JobOptions options = example("words.yaml");
    assertThat(options.name()).isEqualTo("words-index");
    assertThat(options.collections()).extracting(CollectionOptions::name).containsExactly("words");
    assertThat(options.queries()).isNotEmpty();
    assertThat(options.redis()).isPresent();
  }

  @Test
  void theExampleWithPulsarIsAValidJob() {
    JobOptions options = example("words-pulsar.yaml");
    assertThat(options.vectors().get(0).source().place()).isInstanceOf(SourcePlace.Pulsar.class);
    assertThat(options.results().delivery()).isEqualTo(SinkOptions.Delivery.EXACTLY_ONCE);
  }

  private static JobOptions example(String name) {
    Path example = Path.of(System.getProperty("project.root"), "flink-conf", "jobs", name);
    return JobConfiguration.load(
        List.of("--config", example.toString()), Map.of("REDIS_PASSWORD", "x"));
  }
}
