package org.flinkvectorindex.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what a job answers with what a plain map holds. */
final class Contents {
  private Contents() {}

  /**
   * Every live id with its last version, no deleted id: at some time, and still when asked again.
   */
  static void awaitEqual(Outside outside, Workload workload) {
    awaitEqual(outside, Workload.COLLECTION, workload);
  }

  /** The same of another collection, or by an alias. */
  static void awaitEqual(Outside outside, String collection, Workload workload) {
    Map<String, Long> expected = versions(workload);
    TreeSet<String> ids = new TreeSet<>(workload.deleted());
    ids.addAll(expected.keySet());
    Await.until(
        "contents equal the plain map's", () -> outside.versions(collection, ids).equals(expected));
    assertThat(outside.versions(collection, ids)).isEqualTo(expected);
  }

  /** Every shard has become what its collection is configured to be: none compares with all. */
  static void awaitTakenOver(TestCluster.Job job, Workload workload) {
    Await.until(
        "every live vector is counted, and none is compared with one by one",
        () ->
            job.metric(".live") == workload.live().size()
                && job.metricNames().stream().anyMatch(name -> name.endsWith(".one-by-one"))
                && job.metric(".one-by-one") == 0);
  }

  static Map<String, Long> versions(Workload workload) {
    Map<String, Long> versions = new TreeMap<>();
    workload.live().forEach((id, live) -> versions.put(id, live.version()));
    return versions;
  }
}
