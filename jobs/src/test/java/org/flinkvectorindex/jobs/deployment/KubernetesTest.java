package org.flinkvectorindex.jobs.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.autoscaler.config.AutoScalerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.flinkvectorindex.jobs.config.InvalidConfigurationException;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.junit.jupiter.api.Test;

/**
 * {@code flink-conf/kubernetes}: the operator, the image and the job take what is written there.
 */
class KubernetesTest {
  private static final String DOCKERFILE = Project.text("flink-conf/kubernetes/Dockerfile");
  private static final JsonNode JOB = document("ConfigMap");
  private static final JsonNode DEPLOYMENT = document("FlinkDeployment");
  private static final JsonNode SPEC = DEPLOYMENT.path("spec");
  private static final JsonNode POD = SPEC.path("podTemplate").path("spec");
  private static final Map<String, String> SETTINGS = settings();

  /** Names of Flink 1.19, on which the operator is built: its validator asks for these. */
  private static final Map<String, ConfigOption<String>> NAMES_OF_THE_OPERATOR =
      Map.of(
          "state.checkpoints.dir", CheckpointingOptions.CHECKPOINTS_DIRECTORY,
          "state.savepoints.dir", CheckpointingOptions.SAVEPOINT_DIRECTORY);

  @Test
  void theOperatorKnowsEveryField() throws IOException {
    assertThat(DeploymentSchema.problems(DEPLOYMENT)).isEmpty();
  }

  @Test
  void aFieldOrValueThatTheOperatorDoesNotKnowIsFound() throws IOException {
    ObjectNode broken = DEPLOYMENT.deepCopy();
    ((ObjectNode) broken.at("/spec/job")).put("upgradeMode", "safepoint");
    ((ObjectNode) broken.at("/spec/job")).put("parallelism", "4");
    ((ObjectNode) broken.at("/spec/podTemplate/spec/containers/0/volumeMounts/0"))
        .put("mountpath", "/");
    assertThat(DeploymentSchema.problems(broken)).hasSize(3);
  }

  @Test
  void upgradesGoBySavepoint() {
    assertThat(SPEC.at("/job/upgradeMode").asText()).isEqualTo("savepoint");
    assertThat(SPEC.path("restartNonce").isIntegralNumber())
        .as("what is raised where only the job's configuration changes")
        .isTrue();
    assertThat(SETTINGS).containsEntry("high-availability.type", "kubernetes");
  }

  /** The operator reads one, Flink in the pods the other: both must lead to the same place. */
  @Test
  void foldersAreSetByTheNameThatTheOperatorReadsAndByFlinks() {
    NAMES_OF_THE_OPERATOR.forEach(
        (name, option) -> {
          assertThat(SETTINGS).containsKeys(name, option.key());
          assertThat(SETTINGS.get(name)).isEqualTo(SETTINGS.get(option.key()));
          assertThat(Configuration.fromMap(Map.of(name, "s3://a")).get(option))
              .as("the same to Flink")
              .isEqualTo("s3://a");
        });
  }

  @Test
  void flinkKnowsEverySetting() {
    Map<String, String> flinks = new TreeMap<>(SETTINGS);
    flinks.keySet().removeAll(NAMES_OF_THE_OPERATOR.keySet());
    assertThat(KnownOptions.problems(flinks)).isEmpty();
  }

  @Test
  void settingsAreTheClustersWhereTheyAreNotItsOwn() {
    Configuration cluster = new Configuration(ClusterSettingsTest.CLUSTER);
    assertThat(memory("taskManager"))
        .isEqualTo(cluster.get(TaskManagerOptions.TOTAL_PROCESS_MEMORY));
    assertThat(memory("jobManager")).isEqualTo(cluster.get(JobManagerOptions.TOTAL_PROCESS_MEMORY));
    cluster.removeConfig(TaskManagerOptions.TOTAL_PROCESS_MEMORY);
    cluster.removeConfig(JobManagerOptions.TOTAL_PROCESS_MEMORY);
    cluster.removeConfig(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
    cluster.removeConfig(CheckpointingOptions.SAVEPOINT_DIRECTORY);
    Configuration here = Configuration.fromMap(SETTINGS);
    for (String key : cluster.keySet()) {
      assertThat(SETTINGS).containsKey(key);
      assertThat(KnownOptions.value(key, here)).as(key).isEqualTo(KnownOptions.value(key, cluster));
    }
  }

  @Test
  void logsAsOtherContainersDo() throws IOException {
    String file = "log4j-console.properties";
    Properties here = new Properties();
    here.load(new StringReader(SPEC.path("logConfiguration").path(file).asText()));
    Properties others = new Properties();
    others.load(new StringReader(Project.text("flink-conf/" + file)));
    assertThat(here).isEqualTo(others).isNotEmpty();
  }

  @Test
  void scalesNoFurtherThanShardsGo() {
    int shards = job(Map.of("REDIS_PASSWORD", "x")).collections().get(0).shards();
    Configuration settings = Configuration.fromMap(SETTINGS);
    assertThat(settings.get(AutoScalerOptions.AUTOSCALER_ENABLED)).isTrue();
    assertThat(settings.get(AutoScalerOptions.VERTEX_MAX_PARALLELISM)).isEqualTo(shards);
    assertThat(SPEC.at("/job/parallelism").asInt()).isBetween(1, shards);
  }

  @Test
  void theJobIsTakenWithTheSecretsOfItsPodOnly() {
    Map<String, String> environment = new TreeMap<>();
    for (JsonNode variable : POD.at("/containers/0/env")) {
      assertThat(variable.has("value")).as("%s in plain", variable.path("name")).isFalse();
      assertThat(variable.at("/valueFrom/secretKeyRef/key").asText()).isNotEmpty();
      environment.put(variable.path("name").asText(), "x");
    }
    assertThat(job(environment).name()).isEqualTo(DEPLOYMENT.at("/metadata/name").asText());
    assertThatThrownBy(() -> job(Map.of())).isInstanceOf(InvalidConfigurationException.class);
  }

  @Test
  void theJobFindsItsConfiguration() {
    JsonNode mount = POD.at("/containers/0/volumeMounts/0");
    JsonNode volume = POD.at("/volumes/0");
    assertThat(volume.path("name")).isEqualTo(mount.path("name"));
    assertThat(volume.at("/configMap/name")).isEqualTo(JOB.at("/metadata/name"));
    assertThat(POD.at("/containers/0/name").asText()).isEqualTo("flink-main-container");
    String file = JOB.path("data").fieldNames().next();
    assertThat(SPEC.at("/job/args"))
        .extracting(JsonNode::asText)
        .containsExactly("--config", mount.path("mountPath").asText() + "/" + file);
  }

  @Test
  void theImageIsTheStockOneWithTheJar() {
    assertThat(DOCKERFILE)
        .contains("FROM " + Project.flinkImage() + "\n")
        .contains("COPY --chown=flink:flink " + Project.JAR + " usrlib/")
        .contains("flink-s3-fs-presto-" + Project.property("flink.version") + ".jar");
    assertThat(SPEC.at("/job/jarURI").asText())
        .isEqualTo("local:///opt/flink/usrlib/flink-vector-index.jar");
    String image = "flink-vector-index:" + Project.version();
    assertThat(SPEC.path("image").asText()).isEqualTo(image);
    assertThat(DOCKERFILE).contains("-t " + image + " .");
    assertThat(Project.text(".dockerignore")).contains("\n!" + Project.JAR + "\n");
    assertThat(SPEC.path("flinkVersion").asText().substring(1).replace('_', '.'))
        .isEqualTo(Project.property("flink.version").replaceFirst("\\.\\d+$", ""));
  }

  @Test
  void theMainClassIsThere() {
    String main = SPEC.at("/job/entryClass").asText();
    assertThat(main).isEqualTo(Project.mainClass());
    assertThatCode(() -> Class.forName(main).getMethod("main", String[].class))
        .doesNotThrowAnyException();
  }

  private static JobOptions job(Map<String, String> environment) {
    return JobConfiguration.parse(
        JOB.path("data").elements().next().asText(), Map.of(), environment);
  }

  private static MemorySize memory(String process) {
    return MemorySize.parse(SPEC.path(process).at("/resource/memory").asText());
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    SPEC.path("flinkConfiguration")
        .properties()
        .forEach(each -> settings.put(each.getKey(), each.getValue().asText()));
    return settings;
  }

  private static JsonNode document(String kind) {
    YAMLMapper yaml = new YAMLMapper();
    try (var documents =
        yaml.readerFor(JsonNode.class)
            .<JsonNode>readValues(Project.text("flink-conf/kubernetes/flink-vector-index.yaml"))) {
      List<JsonNode> found =
          documents.readAll().stream()
              .filter(each -> each.path("kind").asText().equals(kind))
              .toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
