package org.flinkvectorindex.jobs.diagnose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many subtasks there are, and however long the names of sources and collections. */
class RunningJobTest {
  /** Netty's limit, which Flink's REST interface leaves as it is. */
  private static final int LONGEST_REQUEST_LINE = 4_096;

  private static final List<String> METRICS =
      IntStream.range(0, 60)
          .mapToObj(i -> "%d.Insert.collection.%s.inserts".formatted(i, "w".repeat(120)))
          .toList();

  @Test
  void everyMetricIsRead() throws Exception {
    HttpServer flink =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    flink.createContext("/", RunningJobTest::answer);
    flink.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + flink.getAddress().getPort());
      Sample sample = RunningJob.find(new FlinkRest(address), Optional.of("words")).sample();
      assertThat(sample.tasks()).hasSize(1);
      assertThat(sample.tasks().get(0).values()).hasSize(METRICS.size()).doesNotContainValue(0.0);
    } finally {
      flink.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-5", "", "99999", "1.5"})
  void secondsAreACount(String value) {
    assertThat(Diagnose.seconds("0")).isZero();
    assertThatThrownBy(() -> Diagnose.seconds(value))
        .hasMessage("--seconds is '%s', allowed: 0 to 3600".formatted(value));
  }

  /** As Flink does: a request line that is too long is of an address that is not known. */
  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String line = "GET %s HTTP/1.1\r\n".formatted(exchange.getRequestURI());
      if (line.length() > LONGEST_REQUEST_LINE) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] answer = body(exchange.getRequestURI()).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private static String body(URI uri) {
    if (uri.getPath().endsWith("/overview")) {
      return "{\"jobs\":[{\"jid\":\"j\",\"name\":\"words\",\"state\":\"RUNNING\"}]}";
    }
    if (!uri.getPath().endsWith("/metrics")) {
      return "{\"name\":\"words\",\"vertices\":[{\"id\":\"v\",\"name\":\"Insert\"}]}";
    }
    List<String> names = METRICS;
    if (uri.getRawQuery() != null) {
      String wanted = URLDecoder.decode(uri.getRawQuery(), UTF_8);
      names = List.of(wanted.substring("get=".length()).split(","));
    }
    return names.stream()
        .map("{\"id\":\"%s\",\"value\":\"7\"}"::formatted)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
