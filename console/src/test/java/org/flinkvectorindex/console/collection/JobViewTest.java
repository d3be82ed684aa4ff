package org.flinkvectorindex.console.collection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flinkvectorindex.console.cluster.Rest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As Flink answers of a job of two subtasks: each has all of its metrics, or none yet. */
class JobViewTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LIVE = "Insert_and_search.collection.words-1.live";
  private static final String RESTORED = "Insert_and_search.restore-progress";

  private final List<Map<String, Double>> subtasks = List.of(new TreeMap<>(), new TreeMap<>());
  private final String[] states = {"RUNNING", "RUNNING"};
  private HttpServer flink;

  @BeforeEach
  void start() throws IOException {
    flink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    flink.createContext("/", this::answer);
    flink.start();
  }

  @AfterEach
  void stop() {
    flink.stop(0);
  }

  @Test
  void itIsWholeOnceEverySubtaskWasHeard() throws Exception {
    assertThat(view().whole()).isFalse();
    running(0, 60);
    assertThat(view().whole()).isFalse();
    running(1, 40);
    assertThat(view().whole()).isTrue();
    assertThat(view().live("words-1")).isEqualTo(100);
    assertThat(view().known("words-1")).isTrue();
    assertThat(view().known("words-2")).isFalse();
  }

  @Test
  void subtasksThatAreBroughtBackHaveNotSaidAll() throws Exception {
    running(0, 60);
    running(1, 4);
    subtasks.get(1).put(RESTORED, 0.1);
    assertThat(view().whole()).isFalse();
    running(1, 40);
    assertThat(view().whole()).isTrue();
  }

  /** A subtask of a backfill that has read all of its share. */
  @Test
  void whatHasEndedIsNotWaitedFor() throws Exception {
    running(0, 60);
    states[1] = "FINISHED";
    assertThat(view().whole()).isTrue();
  }

  /** Flink keeps what it said last. */
  @Test
  void whatHasEndedStandsForNoOther() throws Exception {
    states[0] = "FINISHED";
    running(0, 60);
    assertThat(view().whole()).isFalse();
    assertThat(view().silent()).isEqualTo(1);
    running(1, 40);
    assertThat(view().whole()).isTrue();
  }

  /** It downloads files, and has metrics of its own, but not of shards. */
  @ParameterizedTest
  @ValueSource(strings = {"INITIALIZING", "DEPLOYING", "CANCELED"})
  void whatDoesNotRunYetHasNotSaidAll(String state) throws Exception {
    running(0, 60);
    subtasks.get(1).put("numRecordsIn", 0.0);
    states[1] = state;
    assertThat(view().whole()).isFalse();
    states[1] = "RUNNING";
    assertThat(view().whole()).isTrue();
  }

  @Test
  void noJobIsNotWhole() throws Exception {
    assertThat(JobView.of(rest(), "another").whole()).isFalse();
  }

  private void running(int subtask, double live) {
    subtasks.get(subtask).putAll(Map.of(LIVE, live, RESTORED, 1.0));
  }

  private JobView view() throws Exception {
    return JobView.of(rest(), "j");
  }

  private Rest rest() {
    return new Rest(URI.create("http://127.0.0.1:" + flink.getAddress().getPort()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = "";
      if (path.equals("/jobs/j")) {
        body = "{\"vertices\":[{\"id\":\"v\",\"parallelism\":2}]}";
      } else if (path.equals("/jobs/j/vertices/v")) {
        body =
            "{\"subtasks\":[{\"subtask\":0,\"status\":\"%s\"},{\"subtask\":1,\"status\":\"%s\"}]}"
                .formatted((Object[]) states);
      } else if (path.matches("/jobs/j/vertices/v/subtasks/[01]/metrics")) {
        ArrayNode metrics = JSON.createArrayNode();
        subtasks
            .get(Integer.parseInt(path.split("/")[6]))
            .forEach((name, value) -> metrics.addObject().put("id", name).put("value", "" + value));
        body = metrics.toString();
      }
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(
          bytes.length == 0 ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
