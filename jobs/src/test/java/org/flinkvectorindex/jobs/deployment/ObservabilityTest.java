package org.flinkvectorindex.jobs.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flinkvectorindex.jobs.metrics.MetricsTable;
import org.junit.jupiter.api.Test;

/** What Prometheus and Grafana are told is what the job, Flink and docker-compose.yml have. */
class ObservabilityTest {
  private static final Pattern NAME = Pattern.compile("\\b(flink_\\w+|fvi:[\\w:]+)");

  @Test
  void everyMetricIsInTheTableOrRecorded() {
    Set<String> known = new HashSet<>(MetricsTable.names());
    known.addAll(Observability.recorded().keySet());
    for (String expression : expressions()) {
      assertThat(known).as(expression).containsAll(names(expression)).isNotEmpty();
    }
  }

  /** A figure of its own would be computed anew by everyone who looks. */
  @Test
  void everyRecordedFigureIsLookedAt() {
    Set<String> used = new TreeSet<>();
    Observability.alerts().values().forEach(each -> used.addAll(names(each)));
    Observability.dashboard().forEach(each -> used.addAll(names(each)));
    assertThat(used).containsAll(Observability.recorded().keySet());
  }

  @Test
  void everyAlertComparesAFigureAndSaysWhatToDo() {
    Observability.alerts().values().forEach(alert -> assertThat(figure(alert)).isNotBlank());
    for (JsonNode rule : Observability.yaml("alerts.yml").path("groups").path(0).path("rules")) {
      assertThat(rule.path("labels").path("severity").asText()).isIn("warning", "critical");
      assertThat(rule.path("annotations").path("summary").asText()).contains("{{ $value");
      assertThat(rule.path("annotations").path("action").asText()).isNotBlank();
    }
  }

  @Test
  void prometheusScrapesWhereFlinkAnswers() {
    Compose compose = Compose.read();
    JsonNode targets =
        Observability.yaml("prometheus.yml")
            .path("scrape_configs")
            .path(0)
            .path("dns_sd_configs")
            .path(0);
    String ports = ClusterSettingsTest.CLUSTER.toMap().get("metrics.reporter.prom.port");
    assertThat(ports).startsWith(targets.path("port").asText() + "-");
    List<String> names = new ArrayList<>();
    targets.path("names").forEach(name -> names.add(name.asText()));
    assertThat(names).containsExactlyInAnyOrder("jobmanager", "taskmanager");
    assertThat(compose.services()).containsAll(names);
    for (String word : compose.words("prometheus")) {
      if (word.startsWith("--config.file=")) {
        assertThat(compose.behind("prometheus", word.substring(word.indexOf('=') + 1)))
            .hasValue(Observability.FOLDER.resolve("prometheus.yml"));
      }
    }
  }

  @Test
  void grafanaFindsItsDataAndItsDashboard() {
    Compose compose = Compose.read();
    JsonNode source =
        Observability.yaml("grafana/provisioning/datasources/prometheus.yml")
            .path("datasources")
            .path(0);
    URI url = URI.create(source.path("url").asText());
    assertThat(url.getHost()).isEqualTo("prometheus");
    assertThat(compose.ports("prometheus")).containsValue("" + url.getPort());
    assertThat(
            new TreeSet<>(
                Observability.yaml(Observability.DASHBOARD).findValuesAsText("uid").stream()
                    .filter(uid -> !uid.equals("flink-vector-index"))
                    .toList()))
        .containsExactly(source.path("uid").asText());
    JsonNode provider =
        Observability.yaml("grafana/provisioning/dashboards/dashboards.yml")
            .path("providers")
            .path(0);
    assertThat(compose.behind("grafana", provider.path("options").path("path").asText()))
        .hasValue(Observability.FOLDER.resolve(Observability.DASHBOARD).getParent());
    assertThat(compose.behind("grafana", "/etc/grafana/provisioning"))
        .hasValue(Observability.FOLDER.resolve("grafana/provisioning"));
  }

  private static String figure(String alert) {
    return Observability.figure(alert);
  }

  private static List<String> expressions() {
    List<String> all = new ArrayList<>(Observability.recorded().values());
    all.addAll(Observability.alerts().values());
    all.addAll(Observability.dashboard());
    return all;
  }

  private static Set<String> names(String expression) {
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(expression);
    while (name.find()) {
      names.add(name.group(1));
    }
    return names;
  }
}
