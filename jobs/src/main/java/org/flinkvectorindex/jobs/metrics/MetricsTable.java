package org.flinkvectorindex.jobs.metrics;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flinkvectorindex.connectors.metric.ConnectorMetric;
import org.flinkvectorindex.operators.Stage;
import org.flinkvectorindex.operators.StageMetric;

/** The documentation of metrics, made from their declarations. */
public final class MetricsTable {
  private static final String HEAD =
      """
      # Metrics

      <!-- Generated from the declarations of metrics. MetricsTableTest compares it and says how to write it again. -->

      The job reports these through Flink, so any of Flink's reporters has them, and the web interface and REST show them. The
      names below are those that its reporter for Prometheus gives, which [`flink-conf/config.yaml`](../flink-conf/config.yaml)
      turns on; in Flink itself the part after `operator_` has dots, and dashes where the code has them. Rules, alerts and a
      dashboard that go by them are in [`flink-conf/observability`](../flink-conf/observability); `bin/diagnose` reads them from a
      running job and says which stage limits it.

      Every metric also has Flink's own labels (`job_name`, `task_name`, `operator_name`, `subtask_index`, …). None is labelled by
      an id, nor by anything else that a record may make up: label values come from the job's configuration and its control records. Counters count
      since the subtask started; histograms are of the last 1,000 values, and come as quantiles (label `quantile`) with a `_count`.

      ## Of the stages

      """;

  private static final String CONNECTORS =
      """

      ## Of sources and sinks

      """;

  private static final String FLINK =
      """

      ## Of Flink, as far as rules, dashboard and diagnosis use them

      """;

  private static final String COLUMNS =
      """
      | metric | kind | labels | of | meaning |
      |---|---|---|---|---|
      """;

  /**
   * @param name in Prometheus
   */
  record Row(String name, String kind, List<String> labels, String of, String doc) {
    String markdown() {
      return "| `%s` | %s | %s | %s | %s |%n"
          .formatted(name, kind, String.join(", ", labels), of, doc)
          .replace("|  |", "| |");
    }
  }

  private MetricsTable() {}

  static List<Row> stages() {
    return Arrays.stream(StageMetric.values())
        .map(
            metric ->
                new Row(
                    operator(metric.labels(), metric.key()),
                    metric.kind().name().toLowerCase(Locale.ROOT),
                    metric.labels(),
                    metric.stages().stream().map(Stage::title).collect(Collectors.joining(", ")),
                    metric.doc()))
        .toList();
  }

  static List<Row> connectors() {
    return Arrays.stream(ConnectorMetric.values())
        .map(
            metric ->
                new Row(
                    operator(metric.groups(), metric.key()),
                    metric.kind().name().toLowerCase(Locale.ROOT),
                    List.of(),
                    metric.groups().contains(ConnectorMetric.REDIS)
                        ? Stage.REDIS.title()
                        : Stage.VECTORS.title() + ", " + Stage.QUERIES.title(),
                    metric.doc()))
        .toList();
  }

  static List<Row> flink() {
    return Arrays.stream(FlinkMetric.values())
        .map(
            metric ->
                new Row(
                    metric.prometheus(), "gauge", List.of(), metric.scope().title(), metric.doc()))
        .toList();
  }

  /** The names of all, in Prometheus. */
  public static Set<String> names() {
    return Stream.of(stages(), connectors(), flink())
        .flatMap(List::stream)
        .map(Row::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String operator(List<String> groups, String key) {
    return FlinkMetric.Scope.OPERATOR.prometheus(
        Stream.concat(groups.stream(), Stream.of(key)).collect(Collectors.joining("_")));
  }

  static String markdown() {
    return HEAD
        + COLUMNS
        + rows(stages())
        + CONNECTORS
        + COLUMNS
        + rows(connectors())
        + FLINK
        + COLUMNS
        + rows(flink());
  }

  private static String rows(List<Row> rows) {
    return rows.stream().map(Row::markdown).collect(Collectors.joining());
  }
}
