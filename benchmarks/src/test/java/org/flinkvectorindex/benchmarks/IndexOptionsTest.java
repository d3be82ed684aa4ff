package org.flinkvectorindex.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.topology.FlowOptions;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A job that is measured has the index that the library beside it has. */
class IndexOptionsTest {
  private static final String JOB =
      """
      name: bench
      collections:
        - {name: bench, dimension: 8, metric: l2, %s}
      vectors:
        - {type: kafka, bootstrap-servers: "here:9092", topics: [vectors], group-id: bench}
      queries:
        - {type: kafka, bootstrap-servers: "here:9092", topics: [queries], group-id: bench}
      results: {type: kafka, bootstrap-servers: "here:9092", topic: results}
      dead-letters: {type: kafka, bootstrap-servers: "here:9092", topic: dead}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--m 24 --ef-construction 99",
        "--quantizer sq8 --rerank 50",
        "--quantizer rabitq --bits 2 --originals store",
        "--index ivf --nlist 7 --quantizer rabitq",
        "--index flat --quantizer sq8",
        "--index auto"
      })
  void aJobHasTheIndexOfTheLibrary(String arguments) {
    IndexOptions options = new IndexOptions();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));

    CollectionSpec collection =
        FlowOptions.of(JobConfiguration.parse(JOB.formatted(options.yaml(40)), Map.of(), Map.of()))
            .catalog()
            .get("bench")
            .spec();

    assertThat(collection.index()).isEqualTo(options.spec(8, Metric.L2));
    assertThat(collection.ef()).isEqualTo(40);
  }
}
