package org.flinkvectorindex.console.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Said;
import org.flinkvectorindex.console.job.FlinkRest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a cluster, and refused, before any of its processes is started. */
class ClusterTest {
  @TempDir private Path folder;
  private Home home;
  private Cluster cluster;
  private final List<Process> others = new ArrayList<>();

  @BeforeEach
  void create() throws Exception {
    home = new Home(folder);
    home.create();
    cluster = new Cluster(home);
  }

  @AfterEach
  void stop() throws Exception {
    cluster.stop();
    others.forEach(Process::destroyForcibly);
  }

  @Test
  void memoryThatDoesNotFitIsRefusedBeforeAnythingStarts() throws Exception {
    for (String memory : List.of("200 mb", "many")) {
      assertThatThrownBy(
              () ->
                  cluster.start(new ClusterSettings(1, 1, memory, Map.of(), List.of()), 0, free()))
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("settings that no taskmanager can have: ");
      assertThat(cluster.members()).isEmpty();
      assertThat(home.logs()).isEmptyDirectory();
    }
    assertThatThrownBy(
            () -> cluster.start(new ClusterSettings(1, 1, "many", Map.of(), List.of()), 0, 0))
        .hasMessageContaining("many");
  }

  @Test
  void noServerStartsWhereThePortOfTheOtherIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int kafka = free();
      int redis = taken.getLocalPort();
      assertThatThrownBy(() -> cluster.start(settings(), kafka, redis))
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("--redis needs port " + redis + " of localhost");
      assertThatThrownBy(() -> cluster.start(settings(), kafka, kafka + 1))
          .isInstanceOf(CommandFailure.class)
          .hasMessage(
              "--redis is %d, which is one of the two ports of --kafka %d"
                  .formatted(kafka + 1, kafka));
    }
    assertThat(home.logs()).isEmptyDirectory();
  }

  /** Its settings would be written over, and nobody would ever answer at the new port. */
  @Test
  void aServerThatRunsKeepsItsPort() throws Exception {
    Files.writeString(home.kafka().resolve("meta.properties"), "");
    KafkaServer.prepare(home, 19_092);
    RedisServer.prepare(home, 16_379);
    runs("kafka-1", Role.KAFKA);
    runs("redis-1", Role.REDIS);
    assertThatThrownBy(() -> cluster.start(settings(), 29_092, 0))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("--kafka is 29092, and the one that runs here has port 19092")
        .hasMessageContaining("bin/cluster stop");
    assertThatThrownBy(() -> cluster.start(settings(), 19_092, 26_379))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("--redis is 26379, and the one that runs here has port 16379");
    assertThat(cluster.members()).hasSize(2);
  }

  @Test
  void aLostJobManagerIsNotALostCluster() throws Exception {
    Said none = Said.of(new ClusterCommand(cluster), "status");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).startsWith("no cluster runs in ");

    runs("taskmanager-1", Role.TASKMANAGER);
    Said lost = Said.of(new ClusterCommand(cluster), "status");
    assertThat(lost.status()).isEqualTo(1);
    assertThat(lost.out()).startsWith("taskmanager-1    process ");
    assertThat(lost.err()).matches("(?s)the JobManager .* is gone: bin/cluster start\\s*");
  }

  /** More than when the settings were written, where TaskManagers were added. */
  @Test
  void allSlotsAreThoseOfNowUnlessASettingSaysOtherwise() throws Exception {
    try (FlinkRest flink = new FlinkRest()) {
      URI at = flink.rest().address();
      Files.writeString(
          home.conf().resolve("config.yaml"),
          "rest.address: %s\nrest.port: %d\nparallelism.default: 2\n"
              .formatted(at.getHost(), at.getPort()));
      runs("jobmanager-1", Role.JOBMANAGER);
      flink.on("GET /overview", "{\"slots-total\":0}", "{\"slots-total\":6}");
      assertThat(cluster.slots()).isEmpty();
      assertThat(cluster.slots()).hasValue(6);
      Wanted.AT_FIRST.withMore(Map.of("parallelism.default", "3")).remember(home);
      assertThat(cluster.slots()).isEmpty();
    }
  }

  private static ClusterSettings settings() {
    return new ClusterSettings(1, 1, "1200 mb", Map.of(), List.of());
  }

  /** The first of two neighbours. */
  private static int free() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    while (true) {
      try (ServerSocket first = new ServerSocket(0, 1, here);
          ServerSocket next = new ServerSocket(first.getLocalPort() + 1, 1, here)) {
        return next.getLocalPort() - 1;
      } catch (IOException | IllegalArgumentException taken) {
        continue;
      }
    }
  }

  /** As far as a command can tell. */
  private void runs(String name, Role role) throws IOException {
    Process process = new ProcessBuilder("sleep", "600").start();
    others.add(process);
    new Member(name, role, process.toHandle()).note(home);
  }
}
