package org.flinkvectorindex.console.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.flinkvectorindex.console.Place;
import org.flinkvectorindex.console.Project;

/**
 * What a cluster on this machine is told: {@code flink-conf/config.yaml}, with addresses, folders
 * and ZooKeeper of this cluster over it, and over these what the command line says.
 *
 * @param taskManagers processes
 * @param slots of each
 * @param memory of the process of each, as Flink writes sizes
 * @param more Flink's own keys
 * @param logging lines that are added to {@code log4j.properties}
 */
public record ClusterSettings(
    int taskManagers, int slots, String memory, Map<String, String> more, List<String> logging) {
  private static final int REST_PORT = 8081;
  private static final List<String> LOGGING = List.of("log4j.properties", "log4j-cli.properties");

  /** What a distribution has and this has not is no news, and what fails is told once. */
  private static final List<String> CLIENT =
      List.of(
          "logger.cli.name = org.apache.flink.client.cli.CliFrontend",
          "logger.cli.level = OFF",
          "logger.plugins.name = org.apache.flink.core.plugin",
          "logger.plugins.level = ERROR",
          "logger.zookeeper.name = org.apache.flink.shaded.zookeeper3",
          "logger.zookeeper.level = OFF",
          "logger.curator.name = org.apache.flink.shaded.curator5",
          "logger.curator.level = OFF");

  /**
   * Writes them where Flink reads them: for their owner only, since {@code more} may hold secrets.
   */
  void write(Home home) throws IOException {
    Path source = Project.root().resolve("flink-conf");
    Configuration settings = GlobalConfiguration.loadConfiguration(source.toString());
    // It computes little: optimized code of it would be made on cores that tasks need.
    settings.set(
        CoreOptions.FLINK_JM_JVM_OPTIONS,
        ("-XX:TieredStopAtLevel=1 " + settings.get(CoreOptions.FLINK_JM_JVM_OPTIONS)).strip());
    local(home).forEach(settings::setString);
    more.forEach(settings::setString);
    Path begun = Files.createTempFile(home.conf(), "config", "");
    Files.write(begun, ConfigurationUtils.convertConfigToWritableLines(settings, true));
    Files.move(begun, home.conf().resolve("config.yaml"), StandardCopyOption.ATOMIC_MOVE);
    for (String file : LOGGING) {
      Files.copy(
          source.resolve(file), home.conf().resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.write(home.conf().resolve(LOGGING.get(0)), logging, StandardOpenOption.APPEND);
    Files.write(home.conf().resolve(LOGGING.get(1)), CLIENT, StandardOpenOption.APPEND);
  }

  private Map<String, String> local(Home home) throws IOException {
    String here = InetAddress.getLoopbackAddress().getHostAddress();
    int rest = portOr(REST_PORT);
    return Map.ofEntries(
        Map.entry("jobmanager.rpc.address", here),
        Map.entry("jobmanager.bind-host", here),
        Map.entry("taskmanager.host", here),
        Map.entry("taskmanager.bind-host", here),
        Map.entry("rest.address", here),
        Map.entry("rest.bind-address", here),
        Map.entry("rest.port", Integer.toString(rest)),
        Map.entry("rest.bind-port", Integer.toString(rest)),
        // The JobManager that comes after one that was killed finds its jobs again.
        Map.entry("high-availability.type", "zookeeper"),
        Map.entry("high-availability.zookeeper.quorum", here + ":" + portOr(0)),
        Map.entry("high-availability.zookeeper.client.session-timeout", "6 s"),
        Map.entry("high-availability.storageDir", Place.of(home.highAvailability())),
        Map.entry("high-availability.cluster-id", home.clusterId()),
        // A process that is gone is missed after two heartbeats; one that only pauses is not.
        Map.entry("heartbeat.interval", "1 s"),
        Map.entry("heartbeat.timeout", "30 s"),
        Map.entry("execution.checkpointing.dir", Place.of(home.checkpoints())),
        Map.entry("execution.checkpointing.savepoint-dir", Place.of(home.savepoints())),
        Map.entry("io.tmp.dirs", home.temporary().toString()),
        Map.entry("web.tmpdir", home.temporary().toString()),
        Map.entry("taskmanager.memory.process.size", memory),
        Map.entry("taskmanager.numberOfTaskSlots", Integer.toString(slots)),
        Map.entry("taskmanager.load-balance.mode", "SLOTS"),
        Map.entry("parallelism.default", Integer.toString(taskManagers * slots)));
  }

  /** That port where it is free, else another that is. */
  private static int portOr(int wanted) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    for (int port : new int[] {wanted, 0}) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(here, port), 1);
        return socket.getLocalPort();
      } catch (IOException taken) {
        if (port == 0) {
          throw taken;
        }
      }
    }
    throw new IOException("no free port");
  }
}
