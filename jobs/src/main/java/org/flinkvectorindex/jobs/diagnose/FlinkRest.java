package org.flinkvectorindex.jobs.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Flink's REST interface, as far as it is read. */
final class FlinkRest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI address;

  FlinkRest(URI address) {
    this.address = address;
  }

  /**
   * @param path begins with a slash
   * @throws IOException saying what was asked, where nobody or an error answers
   */
  JsonNode get(String path) throws IOException, InterruptedException {
    URI uri = URI.create(address.toString().replaceAll("/+$", "") + path);
    HttpResponse<byte[]> answer;
    try {
      answer =
          http.send(
              HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IOException("no Flink answers at " + address, e);
    }
    if (answer.statusCode() != 200) {
      throw new IOException("%s answers %d to %s".formatted(address, answer.statusCode(), path));
    }
    return json.readTree(answer.body());
  }
}
