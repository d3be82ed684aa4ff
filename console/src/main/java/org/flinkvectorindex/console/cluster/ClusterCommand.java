package org.flinkvectorindex.console.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/cluster}. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(start | stop | status)",
    description = {
      "A standalone Flink cluster on this machine: ZooKeeper, a JobManager with the web interface,",
      "and TaskManagers, each a process of its own. Settings: flink-conf/config.yaml. For who has",
      "none, also a Kafka and a Redis, without passwords, for this machine alone.",
      "It lives in .run/cluster below the project, or where FVI_CLUSTER_HOME says."
    })
public final class ClusterCommand {
  private final Cluster cluster;

  public ClusterCommand() {
    this(new Cluster(Home.of(System.getenv())));
  }

  ClusterCommand(Cluster cluster) {
    this.cluster = cluster;
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description =
          "Starts what does not run and prints the REST address. It remembers what it was told:"
              + " without options it brings back what there was, after a process was lost as after a"
              + " stop, and what is not said again stays as it was. On a cluster that runs, --slots,"
              + " --memory and -D wait for the first start after a stop, and so do fewer"
              + " --taskmanagers: nothing that runs is ended. Jobs that ran when it was stopped, or"
              + " when its JobManager was lost, come back. Remove the cluster's folder to begin"
              + " without them, and without what was told.")
  int start(
      @Option(names = "--taskmanagers", description = "Processes that run tasks; at first: 1.")
          Integer taskManagers,
      @Option(names = "--slots", description = "Slots of each; at first: 2.") Integer slots,
      @Option(names = "--memory", description = "Memory of the process of each; at first: 2 gb.")
          String memory,
      @Option(
              names = "-D",
              paramLabel = "KEY=VALUE",
              description =
                  "A setting of Flink's over flink-conf/config.yaml, as often as wanted;"
                      + " KEY= takes back what was set so.")
          Map<String, String> more,
      @Option(
              names = "--kafka",
              arity = "0..1",
              paramLabel = "PORT",
              fallbackValue = "" + KafkaServer.PORT,
              description =
                  "Also a Kafka broker on that port of localhost, and on the next;"
                      + " without PORT: ${FALLBACK-VALUE}; 0: none any more. It creates no topic"
                      + " by itself: bin/submit --create-topics.")
          Integer kafka,
      @Option(
              names = "--redis",
              arity = "0..1",
              paramLabel = "PORT",
              fallbackValue = "" + RedisServer.PORT,
              description =
                  "Also a Redis on that port of localhost; without PORT: ${FALLBACK-VALUE};"
                      + " 0: none any more.")
          Integer redis,
      @Mixin Output output)
      throws Exception {
    Home home = cluster.home();
    Wanted before = Wanted.before(home);
    Wanted sized = memory == null ? before : before.withMemory(memory);
    Wanted wanted =
        new Wanted(
                Objects.requireNonNullElse(taskManagers, before.taskManagers()),
                Objects.requireNonNullElse(slots, before.slots()),
                sized.memory(),
                sized.more(),
                Objects.requireNonNullElse(kafka, before.kafka()),
                Objects.requireNonNullElse(redis, before.redis()))
            .withMore(Objects.requireNonNullElse(more, Map.of()));
    output.require("--taskmanagers", wanted.taskManagers(), 1, 64);
    output.require("--slots", wanted.slots(), 1, 128);
    output.require("--kafka", wanted.kafka(), 0, 65_534);
    output.require("--redis", wanted.redis(), 0, 65_535);
    output.progress("Starting in %s …", home.path());
    if (cluster.runs() && !wanted.hasSettingsOf(before)) {
      output.progress(
          "The cluster runs and keeps --slots, --memory and -D until bin/cluster stop; new ones hold from the start after it.");
    }
    cluster.start(
        new ClusterSettings(
            wanted.taskManagers(), wanted.slots(), wanted.memory(), wanted.more(), List.of()),
        wanted.kafka(),
        wanted.redis());
    wanted.remember(home);
    String address = cluster.address().toString();
    output.result(object().put("op", "start").put("rest", address), address);
    return 0;
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description =
          "Stops the cluster's own processes. They and its jobs come back at the next start.")
  int stop(@Mixin Output output) throws Exception {
    int count = cluster.members().size();
    cluster.stop();
    output.result(
        object().put("op", "stop").put("stopped", count), "%d processes stopped".formatted(count));
    return 0;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description =
          "What runs: REST address, processes, jobs. Fails where no cluster runs, or no JobManager.")
  int status(@Mixin Output output) throws Exception {
    ObjectNode status = object().put("op", "status");
    List<String> lines = new ArrayList<>();
    boolean led = !cluster.members(Role.JOBMANAGER).isEmpty();
    if (led) {
      status.put("rest", cluster.address().toString());
      lines.add(cluster.address().toString());
    }
    ArrayNode processes = status.putArray("processes");
    for (Member member : cluster.members()) {
      processes.addObject().put("name", member.name()).put("pid", member.process().pid());
      lines.add("%-16s process %d".formatted(member.name(), member.process().pid()));
    }
    StringBuilder text = new StringBuilder(String.join(System.lineSeparator(), lines));
    if (!led && !lines.isEmpty()) {
      output.result(status, text.toString());
    }
    Rest rest = cluster.rest();
    try {
      JsonNode overview = rest.get("/overview");
      for (String count : new String[] {"taskmanagers", "slots-total", "slots-available"}) {
        status.set(count, overview.path(count));
      }
      text.append(
          "%n%d TaskManagers, %d of %d slots free"
              .formatted(
                  overview.path("taskmanagers").asInt(),
                  overview.path("slots-available").asInt(),
                  overview.path("slots-total").asInt()));
      ArrayNode jobs = status.putArray("jobs");
      for (JsonNode job : rest.get("/jobs/overview").path("jobs")) {
        jobs.addObject()
            .put("id", job.path("jid").asText())
            .put("name", job.path("name").asText())
            .put("state", job.path("state").asText());
        text.append(
            "%n%s  %-10s %s"
                .formatted(
                    job.path("jid").asText(),
                    job.path("state").asText(),
                    job.path("name").asText()));
      }
    } catch (java.io.IOException e) {
      throw new CommandFailure("the JobManager does not answer: " + e.getMessage(), e);
    }
    output.result(status, text.toString());
    return 0;
  }

  private static ObjectNode object() {
    return new ObjectMapper().createObjectNode();
  }
}
