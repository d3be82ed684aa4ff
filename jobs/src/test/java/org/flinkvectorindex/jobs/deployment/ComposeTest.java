package org.flinkvectorindex.jobs.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.flinkvectorindex.connectors.local.LocalPulsar;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.core.ExecutableProvider;

/** What {@code docker-compose.yml} says of versions, files, ports and topics is what is there. */
class ComposeTest {
  private static final Compose COMPOSE = Compose.read();
  private static final List<String> FLINK = List.of("jobmanager", "taskmanager", "submit");

  @Test
  void imagesAreWhatTheTestsRun() {
    String kafka = "apache/kafka:" + Project.property("kafka.broker.version");
    String pulsar = "apachepulsar/pulsar:" + Project.property("pulsar.broker.version");
    Map<String, String> images = new TreeMap<>();
    COMPOSE.services().forEach(s -> images.put(s, COMPOSE.service(s).path("image").asText()));
    assertThat(images)
        .containsOnly(
            Map.entry("kafka", kafka),
            Map.entry("topics", kafka),
            Map.entry("sample", kafka),
            Map.entry("pulsar", pulsar),
            Map.entry("pulsar-topics", pulsar),
            Map.entry("redis", "redis:" + Project.property("redis.server.version") + "-alpine"),
            Map.entry("prometheus", "prom/prometheus:v" + Project.property("prometheus.version")),
            Map.entry("grafana", "grafana/grafana:11.6.0"), // Which no test runs.
            Map.entry("storage", Project.flinkImage()),
            Map.entry("jobmanager", Project.flinkImage()),
            Map.entry("taskmanager", Project.flinkImage()),
            Map.entry("submit", Project.flinkImage()));
  }

  @Test
  void theVersionOfRedisIsThatOfTheServerInsideItsJar(@TempDir Path folder) throws Exception {
    Process redis =
        new ProcessBuilder(
                ExecutableProvider.newJarResourceProvider(folder.toFile()).get().getPath(),
                "--version")
            .start();
    assertThat(output(redis)).contains("v=" + Project.property("redis.server.version") + " ");
  }

  @Test
  void whatIsMountedIsThere() {
    for (String service : COMPOSE.services()) {
      for (Compose.Mount mount : COMPOSE.mounts(service)) {
        if (mount.named()) {
          assertThat(COMPOSE.volumes()).contains(mount.source());
        } else if (!mount.source().equals("./" + Project.JAR)) { // Which need not be built yet.
          assertThat(Project.file(mount.source())).exists();
          assertThat(mount.readOnly()).as("%s: %s", service, mount).isTrue();
        }
      }
    }
  }

  @Test
  void flinkFindsItsSettingsAndLogging() {
    for (String service : FLINK) {
      String folder = COMPOSE.service(service).path("environment").path("FLINK_CONF_DIR").asText();
      for (String file :
          List.of("config.yaml", "log4j-console.properties", "log4j-cli.properties")) {
        assertThat(COMPOSE.behind(service, folder + "/" + file).orElseThrow())
            .isEqualTo(Project.file("flink-conf/" + file))
            .exists();
      }
    }
  }

  @Test
  void checkpointsLieInTheVolumeThatAllProcessesShare() {
    for (String service : List.of("storage", "jobmanager", "taskmanager")) {
      Compose.Mount volume =
          COMPOSE.mounts(service).stream()
              .filter(mount -> mount.named() && mount.source().equals("checkpoints"))
              .findFirst()
              .orElseThrow();
      assertThat(volume.readOnly()).isFalse();
      for (var option :
          List.of(
              CheckpointingOptions.CHECKPOINTS_DIRECTORY,
              CheckpointingOptions.SAVEPOINT_DIRECTORY)) {
        assertThat(URI.create(ClusterSettingsTest.CLUSTER.get(option)).getPath())
            .startsWith(volume.target() + "/");
      }
      assertThat(COMPOSE.words("storage")).endsWith(volume.target());
    }
  }

  @Test
  void processesAreStartedWithSettingsThatFlinkTakes() {
    for (String service : List.of("jobmanager", "taskmanager")) {
      List<String> words = COMPOSE.words(service);
      assertThat(words.get(0))
          .isEqualTo(service); // Which is also what the image's entry point takes.
      Configuration settings = new Configuration(ClusterSettingsTest.CLUSTER);
      for (int at = 1; at < words.size(); at += 2) {
        assertThat(words.get(at)).isEqualTo("-D");
        String[] pair = words.get(at + 1).split("=", 2);
        settings.setString(pair[0], pair[1]);
      }
      assertThat(KnownOptions.problems(settings.toMap())).isEmpty();
      assertThat(COMPOSE.services()).contains(settings.toMap().get("jobmanager.rpc.address"));
      assertThatCode(() -> ClusterSettingsTest.requireMemory(settings)).doesNotThrowAnyException();
    }
  }

  @Test
  void theJobIsSubmittedAsItsJarAndConfigurationAre() {
    List<String> words = List.of(COMPOSE.script("submit").orElseThrow().split("[\\s\\\\]+"));
    int slots = ClusterSettingsTest.CLUSTER.get(TaskManagerOptions.NUM_TASK_SLOTS);
    assertThat(Integer.parseInt(after("-p", words))).isBetween(1, slots);
    String jar = words.stream().filter(word -> word.endsWith(".jar")).findFirst().orElseThrow();
    assertThat(COMPOSE.behind("submit", jar)).hasValue(Project.file(Project.JAR));
    assertThatCode(() -> Class.forName(Project.mainClass()).getMethod("main", String[].class))
        .doesNotThrowAnyException();
    assertThat(COMPOSE.script("submit").orElseThrow())
        .as("a second submission goes by the job's name, as Flink lists it")
        .contains("grep -q ': " + job().name() + " ('");
  }

  @Test
  void topicsOfTheJobAreMadeAndNoOthers() throws IOException {
    assertThat(made("topics")).isEqualTo(topics(configuration()));
  }

  @Test
  void topicsOfTheExampleOnPulsarAreMadeAndNoOthers() throws IOException {
    JsonNode example =
        new YAMLMapper().readTree(Project.file("flink-conf/jobs/words-pulsar.yaml").toFile());
    Set<String> wanted = new HashSet<>();
    for (JsonNode end : example.findParents("type")) {
      if (end.path("type").asText().equals("pulsar")) {
        wanted.addAll(topics(end));
      }
    }
    assertThat(made("pulsar-topics")).isEqualTo(wanted).isNotEmpty();
  }

  /** Of the image's own settings and the tests' these are what the job needs. */
  @Test
  void pulsarIsSetAsTheTestsSetIt() {
    Map<String, String> expected = new TreeMap<>();
    LocalPulsar.SETTINGS.forEach((key, value) -> expected.put("PULSAR_PREFIX_" + key, value));
    expected.put("PULSAR_MEM", String.join(" ", LocalPulsar.MEMORY));
    Map<String, String> set = new TreeMap<>();
    COMPOSE
        .service("pulsar")
        .path("environment")
        .properties()
        .forEach(each -> set.put(each.getKey(), each.getValue().asText()));
    assertThat(set).isEqualTo(expected);
    assertThat(COMPOSE.words("pulsar").get(2).split("\\s+"))
        .contains(LocalPulsar.WITHOUT.toArray(String[]::new))
        .containsSequence("bin/apply-config-from-env.py", "conf/standalone.conf");
  }

  /** The command in the file's head, whose overrides lead to services. */
  @Test
  void theExampleOnPulsarReachesItsServers() throws IOException {
    String head = Files.readString(Project.file("docker-compose.yml")).split("x-kafka", 2)[0];
    String file = "flink-conf/jobs/words-pulsar.yaml";
    List<String> arguments = new ArrayList<>(List.of("--config", Project.file(file).toString()));
    Matcher override = Pattern.compile("(--[a-z0-9.-]+\\.[a-z-]+) (\\S+)").matcher(head);
    while (override.find()) {
      arguments.addAll(List.of(override.group(1), override.group(2)));
    }
    assertThat(head).contains("--config /flink-vector-index/" + file);
    assertThatCode(() -> JobConfiguration.load(arguments, Map.of())).doesNotThrowAnyException();
    Set<String> keys = new HashSet<>(arguments);
    JsonNode example = new YAMLMapper().readTree(Project.file(file).toFile());
    Pattern local = Pattern.compile("localhost");
    assertThat(
            example.findParents("type").stream()
                .flatMap(end -> end.properties().stream())
                .filter(each -> local.matcher(each.getValue().asText()).find()))
        .as("each address of the example has an override")
        .hasSize((int) keys.stream().filter(key -> key.matches("--.*(-url|-servers)")).count());
    assertThat(arguments)
        .filteredOn(value -> value.matches(".*:\\d+"))
        .hasSize(5)
        .allMatch(value -> value.matches("(pulsar://pulsar:6650|http://pulsar:8080|kafka:19092)"));
    assertThat(listener("INSIDE")).isEqualTo(19092);
  }

  @Test
  void whatTheExampleDoesWithoutIsThereOnlyWithItsProfile() {
    Map<String, String> profiles = new TreeMap<>();
    for (String service : COMPOSE.services()) {
      JsonNode named = COMPOSE.service(service).path("profiles");
      assertThat(named.size()).as(service).isLessThan(2);
      named.forEach(profile -> profiles.put(service, profile.asText()));
    }
    assertThat(profiles)
        .containsOnly(
            Map.entry("pulsar", "pulsar"),
            Map.entry("pulsar-topics", "pulsar"),
            Map.entry("prometheus", "monitoring"),
            Map.entry("grafana", "monitoring"));
  }

  @Test
  void everyAddressIsAServiceThatListensThere() throws IOException {
    Map<String, Set<Integer>> listening =
        Map.of(
            "kafka", Set.of(listener("INSIDE")),
            "redis", Set.of(6379),
            "pulsar", Set.of(8080),
            "prometheus", Set.of(9090),
            "grafana", Set.of(3000),
            "jobmanager", Set.of(ClusterSettingsTest.CLUSTER.get(RestOptions.PORT)));
    for (JsonNode servers : configuration().findValues("bootstrap-servers")) {
      assertThat(servers.asText()).isEqualTo("kafka:" + listener("INSIDE"));
    }
    URI redis = URI.create(configuration().path("redis").path("uri").asText());
    assertThat(listening.get(redis.getHost())).contains(redis.getPort());
    for (String service : COMPOSE.services()) {
      addresses(service)
          .forEach(
              (host, ports) ->
                  assertThat(listening.getOrDefault(host, Set.of()))
                      .as("%s asks %s", service, host)
                      .containsAll(ports));
    }
  }

  @Test
  void portsOfTheMachineLeadToWhereServersListen() {
    int outside = listener("OUTSIDE");
    assertThat(COMPOSE.ports("kafka")).containsOnly(Map.entry("" + outside, "" + outside));
    JsonNode kafka = COMPOSE.service("kafka").path("environment");
    assertThat(kafka.path("KAFKA_ADVERTISED_LISTENERS").asText())
        .isEqualTo(
            "INSIDE://kafka:%d,OUTSIDE://localhost:%d".formatted(listener("INSIDE"), outside));
    assertThat(kafka.path("KAFKA_CONTROLLER_QUORUM_VOTERS").asText())
        .isEqualTo(kafka.path("KAFKA_NODE_ID").asText() + "@kafka:" + listener("CONTROLLER"));
    assertThat(COMPOSE.ports("redis")).containsOnly(Map.entry("6379", "6379"));
    String rest = "" + ClusterSettingsTest.CLUSTER.get(RestOptions.PORT);
    assertThat(COMPOSE.ports("jobmanager")).containsOnly(Map.entry(rest, rest));
    assertThat(COMPOSE.ports("prometheus")).containsOnly(Map.entry("9090", "9090"));
    assertThat(COMPOSE.ports("grafana")).containsOnly(Map.entry("3000", "3000"));
  }

  /**
   * A TaskManager ends on purpose, and nobody but Docker would start it again. What makes topics,
   * submits and so on has done its work when it ends.
   */
  @Test
  void serversThatEndByThemselvesAreStartedAgainAndNothingElse() {
    assertThat(ClusterSettingsTest.CLUSTER.get(TaskManagerOptions.KILL_ON_OUT_OF_MEMORY)).isTrue();
    Map<String, String> policies = new TreeMap<>();
    for (String service : COMPOSE.services()) {
      if (COMPOSE.service(service).has("restart")) {
        policies.put(service, COMPOSE.service(service).path("restart").asText());
      }
    }
    assertThat(policies).containsEntry("taskmanager", "on-failure");
    assertThat(policies.values()).containsOnly("on-failure");
    assertThat(policies.keySet())
        .isEqualTo(
            COMPOSE.services().stream()
                .filter(service -> COMPOSE.service(service).has("healthcheck"))
                .collect(Collectors.toSet()));
  }

  /** Servers are waited for until they are healthy, which they can tell; others until they end. */
  @Test
  void whatIsWaitedForCanTellThatItIsReady() {
    for (String service : COMPOSE.services()) {
      COMPOSE
          .waitsFor(service)
          .forEach(
              (target, condition) -> {
                boolean server = COMPOSE.service(target).has("healthcheck");
                assertThat(condition)
                    .as("%s waits for %s", service, target)
                    .isEqualTo(server ? "service_healthy" : "service_completed_successfully");
                assertThat(COMPOSE.service(target).path("entrypoint").isMissingNode())
                    .as(target)
                    .isEqualTo(server);
              });
    }
  }

  @Test
  void whatIsAskedIsWaitedFor() {
    for (String service : COMPOSE.services()) {
      Set<String> asked = new HashSet<>(addresses(service).keySet());
      asked.remove(service);
      assertThat(COMPOSE.runsAfter(service)).as(service).containsAll(asked);
    }
    assertThat(COMPOSE.runsAfter("submit"))
        .contains("kafka", "redis", "topics", "jobmanager", "taskmanager", "storage");
    assertThat(COMPOSE.waitsFor("sample")).containsOnlyKeys("submit");
    assertThat(COMPOSE.runsAfter("jobmanager")).contains("storage");
  }

  /** Where it is installed: no package of Maven's has it. An engine is not needed for this. */
  @Test
  void composeItselfReadsTheFileAsThisTestDoes(@TempDir Path folder) throws Exception {
    assumeTrue(Project.onPath("docker-compose"), "docker-compose is not installed");
    Path printed = folder.resolve("config.yml");
    Path said = folder.resolve("said");
    Process compose =
        new ProcessBuilder(
                "docker-compose", "--profile", "pulsar", "--profile", "monitoring", "config")
            .directory(Project.file(".").toFile())
            .redirectOutput(printed.toFile())
            .redirectError(said.toFile())
            .start();
    assertThat(compose.waitFor()).as(Files.readString(said)).isZero();
    Compose resolved = Compose.of(Files.readString(printed));
    assertThat(resolved.services()).isEqualTo(COMPOSE.services());
    for (String service : COMPOSE.services()) {
      assertThat(resolved.service(service).path("image"))
          .isEqualTo(COMPOSE.service(service).path("image"));
      assertThat(resolved.words(service)).isEqualTo(COMPOSE.words(service));
      assertThat(resolved.waitsFor(service)).isEqualTo(COMPOSE.waitsFor(service));
      assertThat(resolved.ports(service)).isEqualTo(COMPOSE.ports(service));
      assertThat(resolved.mounts(service))
          .hasSameSizeAs(COMPOSE.mounts(service))
          .filteredOn(mount -> !mount.named() && !mount.source().endsWith(Project.JAR))
          .allMatch(mount -> Files.exists(Path.of(mount.source())));
    }
  }

  @Test
  void scriptsAreShell() throws Exception {
    List<String> scripts = new ArrayList<>();
    for (String service : COMPOSE.services()) {
      COMPOSE.script(service).ifPresent(scripts::add);
    }
    assertThat(scripts).hasSize(3);
    Path feed = COMPOSE.behind("sample", COMPOSE.words("sample").get(1)).orElseThrow();
    scripts.add(Files.readString(feed));
    for (String script : scripts) {
      Process shell =
          new ProcessBuilder("sh", "-n", "-c", script).redirectErrorStream(true).start();
      assertThat(output(shell)).isEmpty();
      assertThat(shell.waitFor()).isZero();
    }
  }

  /** Names after {@code topics} and {@code topic}, wherever they stand. */
  private static Set<String> topics(JsonNode configuration) {
    Set<String> topics = new HashSet<>();
    for (JsonNode names : configuration.findValues("topics")) {
      names.forEach(name -> topics.add(name.asText()));
    }
    configuration.findValues("topic").forEach(name -> topics.add(name.asText()));
    return topics;
  }

  private static Set<String> made(String service) {
    Matcher loop =
        Pattern.compile("for topic in ([^;]*);").matcher(COMPOSE.script(service).orElseThrow());
    assertThat(loop.find()).isTrue();
    return Set.of(loop.group(1).split(" "));
  }

  private static JobOptions job() {
    return JobConfiguration.load(List.of("--config", configurationFile().toString()), Map.of());
  }

  private static JsonNode configuration() throws IOException {
    return new YAMLMapper().readTree(configurationFile().toFile());
  }

  private static Path configurationFile() {
    List<String> words = List.of(COMPOSE.script("submit").orElseThrow().split("[\\s\\\\]+"));
    return COMPOSE.behind("submit", after("--config", words)).orElseThrow();
  }

  /** Ports by host, of all that a service's commands and health check speak to. */
  private static Map<String, Set<Integer>> addresses(String service) {
    List<String> texts = new ArrayList<>(COMPOSE.words(service));
    COMPOSE.service(service).path("healthcheck").path("test").forEach(w -> texts.add(w.asText()));
    Map<String, Set<Integer>> addresses = new TreeMap<>();
    Pattern address = Pattern.compile("(?<![\\w.:-])([a-z]+):(\\d+)");
    for (String text : texts) {
      Matcher found = address.matcher(text);
      while (found.find()) {
        addresses
            .computeIfAbsent(found.group(1).replace("localhost", service), host -> new HashSet<>())
            .add(Integer.parseInt(found.group(2)));
      }
    }
    return addresses;
  }

  private static int listener(String name) {
    String all = COMPOSE.service("kafka").path("environment").path("KAFKA_LISTENERS").asText();
    Matcher found = Pattern.compile(name + "://:(\\d+)").matcher(all);
    assertThat(found.find()).as(name).isTrue();
    return Integer.parseInt(found.group(1));
  }

  private static String after(String flag, List<String> words) {
    assertThat(words).contains(flag);
    return words.get(words.indexOf(flag) + 1);
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
