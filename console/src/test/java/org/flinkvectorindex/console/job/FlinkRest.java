package org.flinkvectorindex.console.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.flinkvectorindex.console.cluster.Rest;

/** What a JobManager answers, one after the other; the last answer stays. */
public final class FlinkRest implements AutoCloseable {
  /** How an answer says that nobody can give one now. */
  public static final String AWAY = "away";

  private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  public FlinkRest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  public Rest rest() {
    return new Rest(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  /**
   * @param request such as {@code GET /jobs/overview}, or how it begins
   * @param bodies empty ones say 404, {@link #AWAY} 503
   */
  public void on(String request, String... bodies) {
    answers.put(request, new ArrayDeque<>(List.of(bodies)));
  }

  public void overview(String... jobs) {
    on("GET /jobs/overview", jobs);
  }

  /** An overview of jobs, each {@code id name state}. */
  public static String jobs(String... jobs) {
    return Arrays.stream(jobs)
        .map(job -> job.split(" "))
        .map(job -> "{\"jid\":\"%s\",\"name\":\"%s\",\"state\":\"%s\"}".formatted((Object[]) job))
        .collect(Collectors.joining(",", "{\"jobs\":[", "]}"));
  }

  List<String> asked() {
    return Collections.unmodifiableList(asked);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      asked.add(request);
      String body =
          answers.entrySet().stream()
              .filter(each -> request.startsWith(each.getKey()))
              .max(Map.Entry.comparingByKey(Comparator.comparingInt(String::length)))
              .map(each -> next(each.getValue()))
              .orElse("");
      byte[] bytes = body.getBytes(UTF_8);
      int status = body.isEmpty() ? 404 : body.equals(AWAY) ? 503 : 200;
      exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String next(Deque<String> bodies) {
    return bodies.size() > 1 ? bodies.remove() : bodies.element();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
