package org.flinkvectorindex.console.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.flinkvectorindex.console.Project;

/**
 * The folder of one cluster: its settings, logs and process ids, and what outlives a stop, such as
 * checkpoints and ZooKeeper's data.
 *
 * @param path below the project unless {@code FVI_CLUSTER_HOME} says otherwise
 */
public record Home(Path path) {
  public static final String VARIABLE = "FVI_CLUSTER_HOME";

  public Home {
    path = path.toAbsolutePath().normalize();
  }

  public static Home of(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    return new Home(named.isBlank() ? Project.root().resolve(".run/cluster") : Path.of(named));
  }

  /** {@code FLINK_CONF_DIR} of the cluster and of its clients. */
  public Path conf() {
    return path.resolve("conf");
  }

  public Path logs() {
    return path.resolve("log");
  }

  public Path savepoints() {
    return path.resolve("savepoints");
  }

  Path checkpoints() {
    return path.resolve("checkpoints");
  }

  Path zookeeper() {
    return path.resolve("zookeeper");
  }

  /** What the broker holds. */
  Path kafka() {
    return path.resolve("kafka");
  }

  /** What the cache holds, and its executable. */
  Path redis() {
    return path.resolve("redis");
  }

  Path highAvailability() {
    return path.resolve("high-availability");
  }

  Path temporary() {
    return path.resolve("tmp");
  }

  /** Its name in ZooKeeper: another cluster's, taken for this one's by its port, knows no such. */
  String clusterId() {
    return "/flink-vector-index-" + HexFormat.of().toHexDigits(path.toString().hashCode());
  }

  Path pids() {
    return path.resolve("pids");
  }

  /** What {@code bin/cluster start} was told. */
  Path wanted() {
    return path.resolve("start.json");
  }

  /** What was submitted, by job. */
  public Path jobs() {
    return path.resolve("jobs");
  }

  /** Whether a cluster was ever started here. */
  public boolean exists() {
    return Files.exists(conf().resolve("config.yaml"));
  }

  void create() throws IOException {
    for (Path folder :
        new Path[] {
          conf(),
          logs(),
          savepoints(),
          checkpoints(),
          zookeeper(),
          kafka(),
          redis(),
          highAvailability(),
          temporary(),
          pids(),
          jobs()
        }) {
      Files.createDirectories(folder);
    }
  }
}
