package org.flinkvectorindex.console.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Flink's REST interface. */
public final class Rest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int NOT_FOUND = 404;

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
    return HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
  }

  private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
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
