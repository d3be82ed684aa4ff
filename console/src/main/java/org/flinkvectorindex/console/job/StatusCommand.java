package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.flinkvectorindex.console.Await;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.console.cluster.FlinkAddress;
import org.flinkvectorindex.console.cluster.Rest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bin/status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "What a running job has and how far it is, from its metrics, some seconds late: vectors of",
      "each collection, offsets of each partition that were committed and read, records that wait,",
      "how much of a backfill's history is read."
    })
public final class StatusCommand implements Callable<Integer> {
  private static final Duration FIRST_COUNT = Duration.ofSeconds(5);

  @Mixin private Output output;
  @Mixin private FlinkAddress flink;

  @Parameters(paramLabel = "JOB", description = "Id or name of the job.")
  private String job;

  @Override
  public Integer call() throws Exception {
    Rest rest = flink.rest();
    Jobs jobs = new Jobs(rest);
    String id = jobs.find(job);
    String state = jobs.state(id).orElse("unknown");
    long checkpoints = jobs.checkpoints(id);
    output.result(
        new ObjectMapper()
            .createObjectNode()
            .put("op", "job")
            .put("job", id)
            .put("state", state)
            .put("checkpoints", checkpoints),
        "%s  %s, %d checkpoints".formatted(id, state, checkpoints));
    counts(rest, id).forEach(line -> output.result(line, text(line)));
    return 0;
  }

  /** Flink begins to collect metrics when somebody asks, and has none for who asks first. */
  private List<ObjectNode> counts(Rest rest, String id) throws Exception {
    List<ObjectNode> lines = new ArrayList<>();
    try {
      Await.until(
          "the first count",
          FIRST_COUNT,
          () -> {
            lines.clear();
            lines.addAll(new LiveStatus(rest, id).lines());
            return lines.stream().anyMatch(line -> line.path("op").asText().equals("collection"));
          });
    } catch (TimeoutException e) {
      output.progress("No counts yet: Flink has them some seconds after a start. Ask again.");
    }
    return lines;
  }

  static String text(ObjectNode line) {
    return switch (line.path("op").asText()) {
      case "collection" ->
          "%s: %d vectors, %d deleted ones still in the graph, %d tombstones, %d MB on the heap%s"
              .formatted(
                  line.path("collection").asText(),
                  line.path("vectors").asLong(),
                  line.path("deleted").asLong(),
                  line.path("tombstones").asLong(),
                  line.path("heap_bytes").asLong() >> 20,
                  line.path("refused_too_late").asLong() == 0
                      ? ""
                      : ", %d changes refused as too late"
                          .formatted(line.path("refused_too_late").asLong()));
      case "offsets" ->
          "%s, partition %d: committed %d, read %d"
              .formatted(
                  line.path("topic").asText(),
                  line.path("partition").asInt(),
                  line.path("committed").asLong(),
                  line.path("read").asLong());
      case "backfill" ->
          line.path("done").asBoolean()
              ? "backfill %s: all is read".formatted(line.path("name").asText())
              : "backfill %s: %d records of history are read%s"
                  .formatted(
                      line.path("name").asText(),
                      line.path("read").asLong(),
                      line.path("total").asLong() == 0
                          ? ""
                          : ", of about " + line.path("total").asLong());
      default ->
          "%s: %d records wait".formatted(line.path("source").asText(), line.path("lag").asLong());
    };
  }
}
