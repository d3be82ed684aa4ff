package org.flinkvectorindex.jobs.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink in this JVM, asked over REST as from outside. */
final class TestCluster implements AutoCloseable {
  private final MiniCluster flink;
  private final Configuration configuration;
  private final Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestCluster(MiniCluster flink, Configuration configuration, Path folder) {
    this.flink = flink;
    this.configuration = configuration;
    this.folder = folder;
  }

  static TestCluster start(Path folder) throws Exception {
    return start(folder, new Configuration());
  }

  /** With further settings. */
  static TestCluster start(Path folder, Configuration further) throws Exception {
    Configuration configuration = new Configuration(further);
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri() + "checkpoints");
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.parse("256 mb"));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.parse("96 mb"));
    configuration.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
    configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofMillis(50));
    configuration.set(WebOptions.REFRESH_INTERVAL, Duration.ofMillis(50));
    MiniCluster flink =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(4)
                .build());
    flink.start();
    return new TestCluster(flink, configuration, folder);
  }

  URI restAddress() throws Exception {
    return flink.getRestAddress().get();
  }

  /** An environment that knows this cluster's settings and never restarts a job. */
  StreamExecutionEnvironment environment(int parallelism) {
    Configuration strict = new Configuration(configuration);
    strict.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    return environment(parallelism, strict);
  }

  /** An environment whose jobs restart at once, a few times. */
  StreamExecutionEnvironment restartingEnvironment(int parallelism) {
    return restartingEnvironment(parallelism, 3);
  }

  /** As often as that. */
  StreamExecutionEnvironment restartingEnvironment(int parallelism, int restarts) {
    Configuration patient = new Configuration(configuration);
    patient.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    patient.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, restarts);
    patient.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
    return environment(parallelism, patient);
  }

  private static StreamExecutionEnvironment environment(int parallelism, Configuration settings) {
    return new StreamExecutionEnvironment(settings).setParallelism(parallelism);
  }

  Job submit(StreamExecutionEnvironment environment, Optional<String> savepoint) throws Exception {
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    savepoint.map(SavepointRestoreSettings::forPath).ifPresent(graph::setSavepointRestoreSettings);
    JobID id = flink.submitJob(graph).get().getJobID();
    return new Job(id);
  }

  /** Gives up state in the savepoint that no operator claims. */
  Job submitDropping(StreamExecutionEnvironment environment, String savepoint) throws Exception {
    JobGraph graph = environment.getStreamGraph().getJobGraph();
    graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint, true));
    return new Job(flink.submitJob(graph).get().getJobID());
  }

  @Override
  public void close() throws Exception {
    flink.close();
  }

  private JsonNode rest(String path) {
    try {
      URI uri = flink.getRestAddress().get().resolve(path);
      HttpResponse<byte[]> answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
      return Json.read(answer.body());
    } catch (IOException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("the cluster does not answer " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A job that runs; cancelled at the end of the test, if it still does. */
  final class Job implements AutoCloseable {
    private final JobID id;
    private boolean ended;

    private Job(JobID id) {
      this.id = id;
    }

    String state() {
      return rest("/jobs/" + id).path("state").asText();
    }

    /** Running with every task, but for those whose input was read to its end. */
    boolean running() {
      JsonNode job = rest("/jobs/" + id);
      if (!job.path("state").asText().equals("RUNNING")) {
        return false;
      }
      for (JsonNode vertex : job.path("vertices")) {
        if (!vertex.path("status").asText().matches("RUNNING|FINISHED")) {
          return false;
        }
      }
      return true;
    }

    /** Whether the source of a backfill is at its end. */
    boolean historyIsRead() {
      for (JsonNode vertex : rest("/jobs/" + id).path("vertices")) {
        if (vertex.path("name").asText().startsWith("Source: Backfill")) {
          return vertex.path("status").asText().equals("FINISHED");
        }
      }
      return false;
    }

    int restarts() {
      for (JsonNode metric : rest("/jobs/" + id + "/metrics?get=numRestarts")) {
        return metric.path("value").asInt();
      }
      return 0;
    }

    int checkpoints() {
      return rest("/jobs/" + id + "/checkpoints").path("counts").path("completed").asInt();
    }

    int restored() {
      return rest("/jobs/" + id + "/checkpoints").path("counts").path("restored").asInt();
    }

    /** The id of the checkpoint that the job came back from. */
    long restoredCheckpoint() {
      return rest("/jobs/" + id + "/checkpoints")
          .path("latest")
          .path("restored")
          .path("id")
          .asLong(-1);
    }

    /** What the web interface shows of it and of the cluster, by what it asks for. */
    Map<String, String> shown() {
      Map<String, String> shown = new TreeMap<>();
      List<String> paths = new ArrayList<>(List.of("/jobmanager/config", "/config"));
      for (String part :
          List.of(
              "", "/config", "/plan", "/jobmanager/config", "/exceptions", "/checkpoints/config")) {
        paths.add("/jobs/" + id + part);
      }
      for (JsonNode vertex : rest("/jobs/" + id).path("vertices")) {
        paths.add("/jobs/" + id + "/vertices/" + vertex.path("id").asText());
        paths.add(metrics(vertex));
      }
      paths.forEach(path -> shown.put(path, rest(path).toString()));
      return shown;
    }

    /** Names of what its subtasks report, as {@code subtask.operator.name}. */
    Set<String> metricNames() {
      Set<String> names = new TreeSet<>();
      for (JsonNode vertex : rest("/jobs/" + id).path("vertices")) {
        rest(metrics(vertex)).forEach(metric -> names.add(metric.path("id").asText()));
      }
      return names;
    }

    /** The sum over all metrics whose name ends so. */
    double metric(String suffix) {
      double sum = 0;
      for (JsonNode vertex : rest("/jobs/" + id).path("vertices")) {
        List<String> named = new ArrayList<>();
        for (JsonNode metric : rest(metrics(vertex))) {
          if (metric.path("id").asText().endsWith(suffix)) {
            named.add(URLEncoder.encode(metric.path("id").asText(), StandardCharsets.UTF_8));
          }
        }
        if (!named.isEmpty()) {
          for (JsonNode metric : rest(metrics(vertex) + "?get=" + String.join(",", named))) {
            sum += metric.path("value").asDouble();
          }
        }
      }
      return sum;
    }

    private String metrics(JsonNode vertex) {
      return "/jobs/%s/vertices/%s/metrics".formatted(id, vertex.path("id").asText());
    }

    /** Stops with a savepoint and gives its path. */
    String stop() throws Exception {
      // A task that begins declines the savepoint.
      Await.until("every task runs, or is at its end", this::running);
      ended = true;
      return flink
          .stopWithSavepoint(id, folder.toUri() + "savepoints", true, SavepointFormatType.CANONICAL)
          .get();
    }

    @Override
    public void close() throws Exception {
      if (!ended) {
        ended = true;
        flink.cancelJob(id).get();
        Await.until("the job is cancelled", () -> !state().equals("CANCELLING"));
      }
    }
  }
}
