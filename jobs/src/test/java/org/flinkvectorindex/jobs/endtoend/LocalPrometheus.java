package org.flinkvectorindex.jobs.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flinkvectorindex.connectors.local.FreePort;
import org.flinkvectorindex.jobs.deployment.Observability;

/**
 * A real Prometheus with the project's rules and alerts, in a hurry: it scrapes and evaluates every
 * second what they do every fifteen.
 */
final class LocalPrometheus implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final int port;

  private LocalPrometheus(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The folder of {@code prometheus} and {@code promtool}. */
  static Path tools() throws Exception {
    Process script =
        new ProcessBuilder(
                Path.of(System.getProperty("project.root"), "bin/.prometheus").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (script.waitFor() != 0) {
      throw new IOException("bin/.prometheus ended with " + script.exitValue());
    }
    return Path.of(printed.strip());
  }

  /**
   * @param target host and port of Flink's reporter
   */
  static LocalPrometheus start(Path folder, String target) throws Exception {
    for (String file : List.of("rules.yml", "alerts.yml", "prometheus.yml")) {
      String text =
          Files.readString(Observability.FOLDER.resolve(file))
              .replaceAll("interval: 15s", "interval: 1s")
              .replaceAll(
                  "(?m)dns_sd_configs:\\s*- .*$",
                  "static_configs: [{targets: [\"%s\"]}]".formatted(target));
      Files.writeString(folder.resolve(file), text);
    }
    int port = FreePort.find();
    Process process =
        new ProcessBuilder(
                tools().resolve("prometheus").toString(),
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    LocalPrometheus prometheus = new LocalPrometheus(process, port);
    Await.until("Prometheus is ready", prometheus::ready);
    return prometheus;
  }

  private boolean ready() {
    if (!process.isAlive()) {
      throw new IllegalStateException("Prometheus ended with " + process.exitValue());
    }
    try {
      return get("/-/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** How many series the expression gives now. */
  int series(String expression) {
    JsonNode answer = ask("/api/v1/query?query=" + encoded(expression));
    if (!answer.path("status").asText().equals("success")) {
      throw new AssertionError(expression + ": " + answer);
    }
    return answer.path("data").path("result").size();
  }

  /** Rules that could not be evaluated. */
  List<String> failedRules() {
    return ask("/api/v1/rules").findParents("lastError").stream()
        .filter(rule -> !rule.path("lastError").asText().isEmpty())
        .map(JsonNode::toString)
        .toList();
  }

  private JsonNode ask(String path) {
    try {
      return Json.read(get(path).body());
    } catch (IOException e) {
      throw new IllegalStateException("Prometheus does not answer", e);
    }
  }

  private HttpResponse<byte[]> get(String path) throws IOException {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String expression) {
    return URLEncoder.encode(expression, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
