package org.flinkvectorindex.console.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flinkvectorindex.console.cluster.Rest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However many partitions and collections there are, and whatever sources are called. */
class LiveStatusTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Netty's limit, which Flink's REST interface leaves as it is. */
  private static final int LONGEST_REQUEST_LINE = 4_096;

  private static final String OF_HISTORY = "/jobs/j/vertices/h/subtasks/metrics";

  private final Map<String, Long> metrics = new TreeMap<>();
  private final Map<String, Long> ofHistory = new TreeMap<>();
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
  void everyPartitionAndCollectionHasALine() throws Exception {
    String source = "Source__Vectors__orders+returns.KafkaSourceReader.topic.";
    for (String topic : List.of("orders", "returns." + "r".repeat(200))) {
      for (int partition = 0; partition < 64; partition++) {
        String place = source + topic + ".partition." + partition;
        metrics.put(place + ".committedOffset", 100L + partition);
        metrics.put(place + ".currentOffset", 200L + partition);
      }
    }
    metrics.put("Source__Vectors__orders+returns.pendingRecords", 7L);
    String backfill = "Source__Backfill__old.KafkaSourceReader.topic.orders.partition.0.";
    ofHistory.put(backfill + "committedOffset", -1L);
    ofHistory.put(backfill + "currentOffset", 9_999L);
    ofHistory.put("Source__Backfill__old.history-read", 5L);
    for (int i = 0; i < 100; i++) {
      metrics.put("Insert_and_search.collection.words-%d.live".formatted(i), 1_000L + i);
    }

    InetSocketAddress at = flink.getAddress();
    Rest rest = new Rest(URI.create("http://127.0.0.1:" + at.getPort()));
    List<ObjectNode> lines = new LiveStatus(rest, "j").lines();
    assertThat(lines.stream().filter(line -> line.path("op").asText().equals("offsets")))
        .hasSize(128)
        .allSatisfy(
            line -> {
              assertThat(line.path("committed").asInt())
                  .isEqualTo(100 + line.path("partition").asInt());
              assertThat(line.path("read").asInt()).isEqualTo(201 + line.path("partition").asInt());
            });
    assertThat(lines.stream().filter(line -> line.path("op").asText().equals("collection")))
        .hasSize(100)
        .allMatch(line -> line.path("vectors").asInt() >= 1_000);
    assertThat(lines.stream().filter(line -> line.path("op").asText().equals("lag")))
        .singleElement()
        .hasToString("{\"op\":\"lag\",\"source\":\"Vectors__orders+returns\",\"lag\":7}");
    assertThat(lines.stream().filter(line -> line.path("op").asText().equals("backfill")))
        .singleElement()
        .matches(line -> line.path("read").asInt() == 5);
  }

  /** As Flink does: a request line that is too long is of an address that is not known. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      String line = "GET %s HTTP/1.1\r\n".formatted(uri);
      if (line.length() > LONGEST_REQUEST_LINE) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] answer = body(uri).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private String body(URI uri) {
    if (!uri.getPath().endsWith("/metrics")) {
      return """
          {"vertices":[{"id":"v","name":"Insert","status":"RUNNING"},
           {"id":"h","name":"Source: Backfill: old -> Decode","status":"RUNNING"}]}
          """;
    }
    Map<String, Long> metrics = uri.getPath().equals(OF_HISTORY) ? ofHistory : this.metrics;
    Map<String, String> query = new TreeMap<>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&")) {
        String[] parts = pair.split("=");
        query.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
      }
    }
    Collection<String> wanted =
        query.containsKey("get")
            ? new ArrayList<>(List.of(query.get("get").split(",")))
            : metrics.keySet();
    ArrayNode found = JSON.createArrayNode();
    for (String name : wanted) {
      if (metrics.containsKey(name)) {
        ObjectNode metric = found.addObject().put("id", name);
        if (query.containsKey("agg")) {
          metric.put(query.get("agg"), (double) metrics.get(name));
        }
      }
    }
    return found.toString();
  }
}
