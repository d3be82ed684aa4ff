package org.flinkvectorindex.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.flinkvectorindex.console.cluster.Cluster;
import org.flinkvectorindex.console.cluster.ClusterSettings;
import org.flinkvectorindex.console.cluster.Home;
import org.flinkvectorindex.console.cluster.Role;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters that start at once would like the same port; only one gets it, and both start. */
@Tag("full")
class TwoClustersITCase {
  @TempDir private Path folder;

  @Test
  void eachGetsPortsOfItsOwn() throws Exception {
    List<Cluster> clusters =
        Stream.of("one", "an other")
            .map(name -> new Cluster(new Home(folder.resolve(name))))
            .toList();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<URI>> started =
          clusters.stream().map(cluster -> threads.submit(() -> start(cluster))).toList();
      assertThat(started.get(0).get()).isNotEqualTo(started.get(1).get());
      for (Cluster cluster : clusters) {
        assertThat(cluster.members(Role.JOBMANAGER)).hasSize(1);
        assertThat(cluster.rest().get("/overview").path("taskmanagers").asInt()).isEqualTo(1);
      }
      assertThat(folder.resolve("an%20other")).doesNotExist();
    } finally {
      threads.shutdown();
      for (Cluster cluster : clusters) {
        cluster.stop();
      }
    }
  }

  private static URI start(Cluster cluster) throws Exception {
    cluster.start(
        new ClusterSettings(
            1, 1, "1200 mb", Map.of("jobmanager.memory.process.size", "1 gb"), List.of()));
    return cluster.address();
  }
}
