package org.flinkvectorindex.console.cluster;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.TaskManagerOptions;
import org.flinkvectorindex.console.CommandFailure;

/**
 * What {@code bin/cluster start} was told, once or bit by bit: what is not said again stays as it
 * was, so that a start without options brings back what there was.
 *
 * @param taskManagers processes
 * @param slots of each
 * @param memory of the process of each, as Flink writes sizes
 * @param more Flink's own keys
 * @param kafka port of a broker; 0 for none
 * @param redis port of a cache; 0 for none
 */
record Wanted(
    int taskManagers, int slots, String memory, Map<String, String> more, int kafka, int redis) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

  /** Where nothing was ever said. */
  static final Wanted AT_FIRST = new Wanted(1, 2, "2 gb", Map.of(), 0, 0);

  /**
   * @throws CommandFailure which names the file, if somebody changed it into something else
   */
  static Wanted before(Home home) throws IOException {
    if (!Files.exists(home.wanted())) {
      return AT_FIRST;
    }
    try {
      return JSON.readValue(home.wanted().toFile(), Wanted.class);
    } catch (JacksonException e) {
      throw new CommandFailure(
          "%s is not what bin/cluster start wrote (%s): remove it, and say --taskmanagers and all else again"
              .formatted(home.wanted(), e.getOriginalMessage()),
          e);
    }
  }

  /**
   * @param said by key; a blank value takes back what was said of it
   */
  Wanted withMore(Map<String, String> said) {
    Map<String, String> all = new TreeMap<>(more);
    all.putAll(said);
    all.values().removeIf(String::isBlank);
    return new Wanted(taskManagers, slots, memory, all, kafka, redis);
  }

  /** Takes the place of Flink's own key for the same, too. */
  Wanted withMemory(String said) {
    Map<String, String> all = new TreeMap<>(more);
    all.remove(TaskManagerOptions.TOTAL_PROCESS_MEMORY.key());
    return new Wanted(taskManagers, slots, said, all, kafka, redis);
  }

  /** Whether processes of the one can go on beside those of the other. */
  boolean hasSettingsOf(Wanted other) {
    return slots == other.slots && memory.equals(other.memory) && more.equals(other.more);
  }

  /** For the next start. The file is its owner's only: {@code more} may hold secrets. */
  void remember(Home home) throws IOException {
    Path begun = Files.createTempFile(home.path(), "start", "");
    Files.writeString(begun, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
    Files.move(begun, home.wanted(), StandardCopyOption.ATOMIC_MOVE);
  }
}
