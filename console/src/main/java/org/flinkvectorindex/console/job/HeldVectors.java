package org.flinkvectorindex.console.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.flinkvectorindex.console.Deadline;
import org.flinkvectorindex.console.cluster.Rest;
import org.flinkvectorindex.console.collection.JobView;
import org.flinkvectorindex.jobs.config.CollectionOptions;
import org.flinkvectorindex.jobs.config.JobOptions;

/**
 * What a running job's metrics say its shards hold, some seconds late.
 *
 * @param vectors by collection
 * @param created collections that a control record created and none dropped
 * @param dropped collections that a control record dropped
 */
record HeldVectors(Map<String, Long> vectors, Set<String> created, Set<String> dropped) {
  static final HeldVectors UNKNOWN = new HeldVectors(Map.of(), Set.of(), Set.of());

  /**
   * Once every subtask has been heard: Flink begins to collect metrics when somebody asks.
   *
   * @throws TimeoutException if that is not so in that time
   */
  static HeldVectors of(Rest rest, String job, Duration patience) throws Exception {
    JobView view = JobView.whole(new Deadline(patience), () -> JobView.of(rest, job));
    Map<String, Long> vectors = new TreeMap<>();
    Set<String> created = new TreeSet<>();
    Set<String> dropped = new TreeSet<>();
    for (String name : view.collections()) {
      if (view.known(name)) {
        vectors.put(name, view.live(name));
      }
      view.exists(name).ifPresent(exists -> (exists == 1 ? created : dropped).add(name));
    }
    return new HeldVectors(vectors, created, dropped);
  }

  /**
   * Collections whose state a job of another configuration would drop, each with what it holds.
   * What control records created goes on without being configured, as long as control is, and what
   * they dropped is gone.
   *
   * @param was the configuration of the job that runs; without it, metrics alone say what there is
   */
  List<String> without(Optional<JobOptions> was, JobOptions is) {
    Set<String> left = new TreeSet<>(was.map(HeldVectors::names).orElse(vectors.keySet()));
    left.removeAll(dropped);
    left.removeAll(created);
    if (is.control().isEmpty()) {
      created.stream().filter(name -> vectors.getOrDefault(name, 0L) > 0).forEach(left::add);
    }
    left.removeAll(names(is));
    return left.stream().map(this::said).toList();
  }

  private String said(String name) {
    return vectors.containsKey(name) ? "%s (vectors: %d)".formatted(name, vectors.get(name)) : name;
  }

  private static Set<String> names(JobOptions options) {
    return new TreeSet<>(options.collections().stream().map(CollectionOptions::name).toList());
  }
}
