package org.flinkvectorindex.jobs.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One job of a cluster, and what its tasks report. */
final class RunningJob {
  /** Leaves room for the path in the 4,096 bytes that Flink takes as a request line. */
  private static final int LONGEST_LIST = 3_000;

  private static final long BETWEEN_POLLS_MILLIS = 250;

  private final FlinkRest rest;
  private final String id;

  private RunningJob(FlinkRest rest, String id) {
    this.rest = rest;
    this.id = id;
  }

  /**
   * @param wanted id or name; may be left out where one job runs
   * @throws IOException naming the jobs that run, where that is not clear
   */
  static RunningJob find(FlinkRest rest, Optional<String> wanted)
      throws IOException, InterruptedException {
    Map<String, String> running = new TreeMap<>();
    for (JsonNode job : rest.get("/jobs/overview").path("jobs")) {
      if (job.path("state").asText().equals("RUNNING")) {
        running.put(job.path("jid").asText(), job.path("name").asText());
      }
    }
    List<String> fit =
        running.entrySet().stream()
            .filter(
                job ->
                    wanted.isEmpty()
                        || job.getKey().equals(wanted.get())
                        || job.getValue().equals(wanted.get()))
            .map(Map.Entry::getKey)
            .toList();
    if (fit.size() != 1) {
      throw new IOException(
          "%s; running: %s"
              .formatted(wanted.map(name -> "no one job " + name).orElse("which job?"), running));
    }
    return new RunningJob(rest, fit.get(0));
  }

  /**
   * Flink renews what it shows every few seconds. Counters are read just after that, so that the
   * time between two samples is that between their values.
   *
   * @param shown the sample before
   * @param patienceMillis after which values that stay the same are taken for new
   */
  Sample after(Sample shown, long patienceMillis) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    while (true) {
      Sample sample = sample();
      if (!sample.tasks().equals(shown.tasks()) || System.nanoTime() > deadline) {
        return sample;
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_POLLS_MILLIS);
    }
  }

  Sample sample() throws IOException, InterruptedException {
    JsonNode job = rest.get("/jobs/" + id);
    List<Sample.Task> tasks = new ArrayList<>();
    for (JsonNode vertex : job.path("vertices")) {
      String vertexId = vertex.path("id").asText();
      tasks.add(
          new Sample.Task(
              vertexId,
              vertex.path("name").asText(),
              vertex.path("parallelism").asInt(),
              inputs(job, vertexId),
              values("/jobs/%s/vertices/%s/metrics".formatted(id, vertexId))));
    }
    return new Sample(job.path("name").asText(), System.nanoTime(), tasks, checkpoints(tasks));
  }

  private static List<String> inputs(JsonNode job, String vertex) {
    List<String> inputs = new ArrayList<>();
    for (JsonNode node : job.path("plan").path("nodes")) {
      if (node.path("id").asText().equals(vertex)) {
        node.path("inputs").forEach(input -> inputs.add(input.path("id").asText()));
      }
    }
    return inputs;
  }

  private Map<String, Double> values(String path) throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    Pattern wanted = Sample.WANTED;
    for (JsonNode metric : rest.get(path)) {
      if (wanted.matcher(metric.path("id").asText()).matches()) {
        names.add(metric.path("id").asText());
      }
    }
    Map<String, Double> values = new TreeMap<>();
    for (String list : lists(names)) {
      for (JsonNode metric : rest.get(path + "?get=" + list)) {
        values.put(metric.path("id").asText(), metric.path("value").asDouble());
      }
    }
    return values;
  }

  /** The names, encoded, in lists that fit into a request each. */
  private static List<String> lists(List<String> names) {
    List<String> lists = new ArrayList<>();
    StringBuilder list = new StringBuilder();
    for (String name : names) {
      String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
      if (!list.isEmpty() && list.length() + encoded.length() > LONGEST_LIST) {
        lists.add(list.toString());
        list.setLength(0);
      }
      list.append(list.isEmpty() ? "" : ",").append(encoded);
    }
    if (!list.isEmpty()) {
      lists.add(list.toString());
    }
    return lists;
  }

  private Sample.Checkpoints checkpoints(List<Sample.Task> tasks)
      throws IOException, InterruptedException {
    JsonNode all = rest.get("/jobs/" + id + "/checkpoints");
    JsonNode latest = all.path("latest").path("completed");
    double sync = 0;
    if (latest.path("id").isNumber()) {
      for (Sample.Task task : tasks) {
        JsonNode details =
            rest.get(
                "/jobs/%s/checkpoints/details/%d/subtasks/%s"
                    .formatted(id, latest.path("id").asLong(), task.id()));
        sync =
            Math.max(
                sync,
                details
                    .path("summary")
                    .path("checkpoint_duration")
                    .path("sync")
                    .path("max")
                    .asDouble());
      }
    }
    return new Sample.Checkpoints(
        rest.get("/jobs/" + id + "/checkpoints/config").path("interval").asDouble(),
        latest.path("end_to_end_duration").asDouble(),
        sync,
        all.path("counts").path("completed").asLong(),
        all.path("counts").path("failed").asLong());
  }
}
