package org.flinkvectorindex.console.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.flinkvectorindex.console.Deadline;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.console.cluster.FlinkAddress;
import org.flinkvectorindex.console.cluster.Rest;
import org.flinkvectorindex.console.collection.JobView;
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
      "how much of a backfill's history is read. Where some of the job says nothing within a minute,",
      "prints what the rest says, and fails."
    })
public final class StatusCommand implements Callable<Integer> {
  /** Flink collects metrics anew every ten seconds, while somebody asks. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Whoever has ended says nothing more. */
  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

  @Mixin private Output output;
  @Mixin private FlinkAddress flink;

  @Parameters(paramLabel = "JOB", description = "Id or name of the job.")
  private String job;

  private final Duration patience;

  public StatusCommand() {
    this(PATIENCE);
  }

  /**
   * @param patience how long subtasks are waited for that have not said anything
   */
  StatusCommand(Duration patience) {
    this.patience = patience;
  }

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
    Optional<String> missing = ENDED.contains(state) ? Optional.empty() : missing(rest, id);
    List<ObjectNode> lines = new LiveStatus(rest, id).lines();
    lines.forEach(line -> output.result(line, text(line)));
    missing.ifPresent(what -> output.progress("%s", what));
    return missing.isEmpty() ? 0 : 1;
  }

  /**
   * Waits until all of the job has told its counts: what some of it tells would be taken for all.
   * Flink begins to collect metrics when somebody asks, and has none, or some, for who asks first.
   *
   * @return what is missing where that does not come
   */
  private Optional<String> missing(Rest rest, String id) throws Exception {
    JobView[] last = {null};
    try {
      JobView.whole(new Deadline(patience), () -> last[0] = JobView.of(rest, id));
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of(
          last[0].values().isEmpty()
              ? "No counts yet: Flink has them some seconds after a start. Ask again."
              : "%d subtasks have not said anything yet: counts are not of all. Ask again."
                  .formatted(last[0].silent()));
    }
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
