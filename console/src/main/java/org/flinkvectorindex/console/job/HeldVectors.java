package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flinkvectorindex.console.cluster.Rest;
import org.flinkvectorindex.jobs.config.CollectionOptions;
import org.flinkvectorindex.jobs.config.JobOptions;

/**
 * What a running job's metrics say its shards hold, some seconds late.
 *
 * @param vectors by collection
 * @param controlled collections that a control record created or dropped
 */
record HeldVectors(Map<String, Long> vectors, Set<String> controlled) {
  static final HeldVectors UNKNOWN = new HeldVectors(Map.of(), Set.of());

  private static final Pattern METRIC =
      Pattern.compile(".*\\.collection\\.([a-z0-9_-]+)\\.(live|exists)");

  static HeldVectors of(Rest rest, String job) throws IOException, InterruptedException {
    Map<String, Long> vectors = new HashMap<>();
    Set<String> controlled = new TreeSet<>();
    for (JsonNode vertex : rest.get("/jobs/" + job).path("vertices")) {
      String path =
          "/jobs/%s/vertices/%s/subtasks/metrics".formatted(job, vertex.path("id").asText());
      List<String> names = new ArrayList<>();
      for (JsonNode metric : rest.get(path)) {
        String name = metric.path("id").asText();
        if (METRIC.matcher(name).matches()) {
          names.add(name);
        }
      }
      for (JsonNode metric : rest.metrics(path, names, "agg=sum")) {
        Matcher matcher = METRIC.matcher(metric.path("id").asText());
        if (!matcher.matches()) {
          continue;
        }
        if (matcher.group(2).equals("live")) {
          vectors.merge(matcher.group(1), metric.path("sum").asLong(), Long::sum);
        } else {
          controlled.add(matcher.group(1));
        }
      }
    }
    return new HeldVectors(vectors, controlled);
  }

  /**
   * Collections whose state a job of another configuration would drop, each with what it holds.
   * What control records created goes on without being configured, and what they dropped is gone.
   *
   * @param was the configuration of the job that runs; without it, metrics alone say what there is
   */
  List<String> without(Optional<JobOptions> was, JobOptions is) {
    Map<String, String> left = new TreeMap<>();
    was.map(HeldVectors::names)
        .orElse(vectors.keySet())
        .forEach(
            name ->
                left.put(
                    name,
                    vectors.containsKey(name)
                        ? "%s (vectors: %d)".formatted(name, vectors.get(name))
                        : name));
    left.keySet().removeAll(names(is));
    left.keySet().removeAll(controlled);
    return List.copyOf(left.values());
  }

  private static Set<String> names(JobOptions options) {
    return new TreeSet<>(options.collections().stream().map(CollectionOptions::name).toList());
  }
}
