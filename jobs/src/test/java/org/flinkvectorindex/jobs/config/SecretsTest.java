package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.jobs.config.Examples.ENVIRONMENT;
import static org.flinkvectorindex.jobs.config.Examples.EVERY_KEY;
import static org.flinkvectorindex.jobs.config.Examples.LEAST;
import static org.flinkvectorindex.jobs.config.Examples.problems;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {
  @Test
  void secretsAreNeverPrinted() {
    JobOptions options = JobConfiguration.parse(EVERY_KEY, Map.of(), ENVIRONMENT);
    assertThat(options.toString()).doesNotContain("s3cret", "hidden").contains(Secret.REDACTED);
    assertThat(options.redis().orElseThrow().password().orElseThrow().reveal()).isEqualTo("s3cret");

    assertThat(
            problems(
                LEAST,
                Map.of(
                    "redis.uri", "redis://u:s3cret@host:1",
                    "results.properties", "s3cret",
                    "redis.password", "s3cret${MISSING}")))
        .hasSize(3)
        .noneMatch(problem -> problem.contains("s3cret"))
        .anyMatch(problem -> problem.contains("environment variable MISSING is not set"));
  }
}
