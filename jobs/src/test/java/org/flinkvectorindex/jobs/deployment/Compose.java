package org.flinkvectorindex.jobs.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yml}, its anchors and merges resolved. */
final class Compose {

  /** What a container sees of the machine or of a volume. */
  record Mount(String source, String target, boolean named, boolean readOnly) {}

  private final JsonNode root;

  private Compose(JsonNode root) {
    this.root = root;
  }

  static Compose read() {
    return of(Project.text("docker-compose.yml"));
  }

  static Compose of(String text) {
    // Not Jackson's own reader: it knows no anchors.
    Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    return new Compose(new ObjectMapper().valueToTree(tree));
  }

  Set<String> volumes() {
    return keys(root.path("volumes"));
  }

  Set<String> services() {
    return keys(root.path("services"));
  }

  JsonNode service(String name) {
    return root.path("services").path(name);
  }

  /** What a container runs, as far as the file says it: entry point and command. */
  List<String> words(String service) {
    List<String> words = new ArrayList<>();
    service(service).path("entrypoint").forEach(word -> words.add(word.asText()));
    service(service).path("command").forEach(word -> words.add(word.asText()));
    return words;
  }

  /** The text that a shell runs in the container, as the shell gets it. */
  Optional<String> script(String service) {
    JsonNode command = service(service).path("command");
    return command.size() == 1
        ? Optional.of(command.get(0).asText().replace("$$", "$"))
        : Optional.empty();
  }

  /** Services that it waits for, with the condition; empty where it only waits for their start. */
  Map<String, String> waitsFor(String service) {
    Map<String, String> found = new TreeMap<>();
    JsonNode named = service(service).path("depends_on");
    if (named.isArray()) {
      named.forEach(each -> found.put(each.asText(), ""));
    } else {
      named
          .properties()
          .forEach(each -> found.put(each.getKey(), each.getValue().path("condition").asText()));
    }
    return found;
  }

  /** Those, and those that they wait for, and so on. */
  Set<String> runsAfter(String service) {
    Set<String> found = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(service));
    while (!next.isEmpty()) {
      for (String each : waitsFor(next.pop()).keySet()) {
        if (found.add(each)) {
          next.push(each);
        }
      }
    }
    return found;
  }

  List<Mount> mounts(String service) {
    List<Mount> mounts = new ArrayList<>();
    for (JsonNode each : service(service).path("volumes")) {
      mounts.add(each.isTextual() ? brief(each.asText()) : full(each));
    }
    return mounts;
  }

  /** The file of the project that a container sees under this path. */
  Optional<Path> behind(String service, String path) {
    for (Mount mount : mounts(service)) {
      if (!mount.named() && (path + "/").startsWith(mount.target() + "/")) {
        String rest = path.substring(mount.target().length()).replaceFirst("^/", "");
        return Optional.of(Project.file(mount.source()).resolve(rest));
      }
    }
    return Optional.empty();
  }

  /** Port of the container by port of the machine, of whose loopback only. */
  Map<String, String> ports(String service) {
    Map<String, String> ports = new TreeMap<>();
    for (JsonNode each : service(service).path("ports")) {
      // As files have it, as version 1 prints it, and as version 2 does.
      String text =
          each.isTextual()
              ? each.asText().replace("/tcp", "")
              : "%s:%s:%s"
                  .formatted(
                      each.path("host_ip").asText(),
                      each.path("published").asText(),
                      each.path("target").asText());
      String[] parts = text.split(":", -1);
      assertThat(parts).as(text).hasSize(3).startsWith("127.0.0.1");
      ports.put(parts[1], parts[2]);
    }
    return ports;
  }

  private static Mount brief(String text) {
    String[] parts = text.split(":", -1);
    return new Mount(parts[0], parts[1], !parts[0].startsWith("."), parts.length > 2);
  }

  private static Mount full(JsonNode mount) {
    return new Mount(
        mount.path("source").asText(),
        mount.path("target").asText(),
        mount.path("type").asText().equals("volume"),
        mount.path("read_only").asBoolean());
  }

  private static Set<String> keys(JsonNode block) {
    Set<String> keys = new HashSet<>();
    block.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
