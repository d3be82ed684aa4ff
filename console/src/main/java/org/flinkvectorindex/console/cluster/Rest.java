package org.flinkvectorindex.console.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Flink's REST interface. */
public final class Rest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int NOT_FOUND = 404;

  /** Leaves room for the path in Flink's 4,096 bytes. */
  private static final int LONGEST_LIST = 3_000;

  private final URI address;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  public Rest(URI address) {
    this.address = address;
  }

  public URI address() {
    return address;
  }

  /**
   * @return a missing node where there is no such thing
   * @throws IOException if nobody answers, or with an error
   */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /**
   * Asks for metrics by name, some at a time: Flink refuses a request line of more than 4,096 bytes
   * as it does an address that it doesn't know.
   *
   * @param path ends in {@code /metrics}
   * @param how what is asked of all subtasks, as {@code agg=sum}; empty for values of one
   */
  public List<JsonNode> metrics(String path, List<String> names, String how)
      throws IOException, InterruptedException {
    String end = how.isEmpty() ? "" : "&" + how;
    List<JsonNode> metrics = new ArrayList<>();
    StringBuilder some = new StringBuilder();
    for (String name : names) {
      String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
      if (!some.isEmpty() && some.length() + encoded.length() > LONGEST_LIST) {
        get(path + "?get=" + some + end).forEach(metrics::add);
        some.setLength(0);
      }
      some.append(some.isEmpty() ? "" : ",").append(encoded);
    }
    if (!some.isEmpty()) {
      get(path + "?get=" + some + end).forEach(metrics::add);
    }
    return metrics;
  }

  public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  public JsonNode patch(String path) throws IOException, InterruptedException {
    return send(request(path).method("PATCH", HttpRequest.BodyPublishers.noBody()));
  }

  private HttpRequest.Builder request(String path) {
    // Not resolved: a proxy may have Flink below a path of its own.
    return HttpRequest.newBuilder(URI.create(address.toString().replaceAll("/+$", "") + path))
        .timeout(PATIENCE);
  }

  private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<String> answer;
    try {
      answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException("no Flink answers at " + address, e);
    }
    if (answer.statusCode() == NOT_FOUND) {
      return MissingNode.getInstance();
    }
    if (answer.statusCode() >= 300) {
      throw new IOException(
          "%s answers %s with status %d: %s"
              .formatted(address, request.uri().getPath(), answer.statusCode(), answer.body()));
    }
    return answer.body().isBlank() ? MissingNode.getInstance() : JSON.readTree(answer.body());
  }
}
