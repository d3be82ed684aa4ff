package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flinkvectorindex.console.cluster.Rest;

/**
 * What a job's metrics say: how many vectors each collection has, and how far its sources are.
 * Metrics reach the JobManager some seconds late.
 */
final class LiveStatus {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern COLLECTION =
      Pattern.compile(
          ".*\\.collection\\.([a-z0-9_-]+)\\.(live|deleted|tombstones|heap-bytes|refused-too-late)");
  private static final Pattern OFFSET =
      Pattern.compile(
          ".*KafkaSourceReader\\.topic\\.(.+)\\.partition\\.(\\d+)\\.(committedOffset|currentOffset)");
  private static final Pattern BACKFILL = Pattern.compile("Source: Backfill: (\\S+) -> .*");
  private static final Pattern HISTORY = Pattern.compile(".*\\.history-(read|total)");
  private static final Pattern PENDING = Pattern.compile("Source__(.+)\\.pendingRecords");

  private final Rest rest;
  private final Map<String, Map<String, Long>> collections = new TreeMap<>();
  private final Map<String, Map<Integer, Map<String, Long>>> topics = new TreeMap<>();
  private final Map<String, Long> lags = new TreeMap<>();
  private final Map<String, Long> history = new TreeMap<>();
  private final Map<String, Boolean> backfills = new TreeMap<>();

  LiveStatus(Rest rest, String job) throws IOException, InterruptedException {
    this.rest = rest;
    for (JsonNode vertex : rest.get("/jobs/" + job).path("vertices")) {
      Matcher backfill = BACKFILL.matcher(vertex.path("name").asText());
      boolean history = backfill.matches();
      if (history) {
        backfills.put(backfill.group(1), vertex.path("status").asText().equals("FINISHED"));
      }
      read("/jobs/%s/vertices/%s/subtasks".formatted(job, vertex.path("id").asText()), history);
    }
  }

  /**
   * @param history whether this is a backfill, whose offsets are of the same topics and partitions
   *     as those of the live sources, and are not theirs
   */
  private void read(String subtasks, boolean history) throws IOException, InterruptedException {
    List<String> sums = new ArrayList<>();
    List<String> greatest = new ArrayList<>();
    for (JsonNode metric : rest.get(subtasks + "/metrics")) {
      String id = metric.path("id").asText();
      if (COLLECTION.matcher(id).matches()
          || PENDING.matcher(id).matches()
          || HISTORY.matcher(id).matches()) {
        sums.add(id);
      } else if (!history && OFFSET.matcher(id).matches()) {
        greatest.add(id); // One subtask has the partition; others that had it say something older.
      }
    }
    ask(subtasks, sums, "sum");
    ask(subtasks, greatest, "max");
  }

  private void ask(String subtasks, List<String> metrics, String how)
      throws IOException, InterruptedException {
    for (JsonNode metric : rest.metrics(subtasks + "/metrics", metrics, "agg=" + how)) {
      put(metric.path("id").asText(), metric.path(how).asLong());
    }
  }

  private void put(String metric, long value) {
    Matcher collection = COLLECTION.matcher(metric);
    Matcher offset = OFFSET.matcher(metric);
    Matcher pending = PENDING.matcher(metric);
    Matcher ofHistory = HISTORY.matcher(metric);
    if (collection.matches()) {
      collections
          .computeIfAbsent(collection.group(1), any -> new TreeMap<>())
          .put(collection.group(2), value);
    } else if (offset.matches()) {
      topics
          .computeIfAbsent(offset.group(1), any -> new TreeMap<>())
          .computeIfAbsent(Integer.valueOf(offset.group(2)), any -> new TreeMap<>())
          .put(offset.group(3), value);
    } else if (ofHistory.matches()) {
      history.put(ofHistory.group(1), value);
    } else if (pending.matches()) {
      lags.merge(pending.group(1), value, Long::sum);
    }
  }

  /** A line each for the collections, the partitions of topics, the sources, and a backfill. */
  List<ObjectNode> lines() {
    List<ObjectNode> lines = new ArrayList<>();
    collections.forEach(
        (name, counts) -> {
          ObjectNode line = JSON.createObjectNode().put("op", "collection").put("collection", name);
          line.put("vectors", counts.getOrDefault("live", 0L));
          line.put("deleted", counts.getOrDefault("deleted", 0L));
          line.put("tombstones", counts.getOrDefault("tombstones", 0L));
          line.put("heap_bytes", counts.getOrDefault("heap-bytes", 0L));
          line.put("refused_too_late", counts.getOrDefault("refused-too-late", 0L));
          lines.add(line);
        });
    topics.forEach(
        (topic, partitions) ->
            partitions.forEach(
                (partition, offsets) -> {
                  ObjectNode line = JSON.createObjectNode().put("op", "offsets");
                  line.put("topic", topic).put("partition", partition);
                  // The next that is read, as committed offsets are; −1 before the first.
                  line.put("committed", offsets.getOrDefault("committedOffset", -1L));
                  line.put("read", offsets.getOrDefault("currentOffset", -1L) + 1);
                  lines.add(line);
                }));
    lags.forEach(
        (source, lag) ->
            lines.add(
                JSON.createObjectNode().put("op", "lag").put("source", source).put("lag", lag)));
    backfills.forEach(
        (name, done) -> {
          ObjectNode line = JSON.createObjectNode().put("op", "backfill").put("name", name);
          if (!done) { // What has ended reports nothing.
            line.put("read", history.getOrDefault("read", 0L));
            line.put("total", history.getOrDefault("total", 0L));
          }
          lines.add(line.put("done", done));
        });
    return lines;
  }
}
