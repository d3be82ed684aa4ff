package org.flinkvectorindex.console.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.console.collection.Patience;
import org.flinkvectorindex.jobs.config.CollectionOptions;
import org.flinkvectorindex.jobs.config.JobOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bin/ask}. */
@Command(
    name = "ask",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a running job one question by its topics of Kafka, waits for the answer",
      "and prints a line for each hit, nearest first, with its distance and attributes;",
      "with --json the answer as it stands in the topic."
    })
public final class AskCommand implements Callable<Integer> {
  /** As much as a query may say. */
  private static final long LONGEST_SEARCH_MILLIS = 600_000;

  @Mixin private Output output;
  @Mixin private ConfigurationFile file;

  @Option(
      names = "--collection",
      paramLabel = "C",
      description = "Which one; default: that of the configuration, where it has one.")
  private String collection;

  @ArgGroup(multiplicity = "1")
  private What what;

  @Option(names = "--k", defaultValue = "10", description = "Hits; default: ${DEFAULT-VALUE}.")
  private int k;

  @Option(
      names = "--patience",
      paramLabel = "T",
      defaultValue = "1 min",
      description = "How long to wait for the answer; default: ${DEFAULT-VALUE}.")
  private String patience;

  private static final class What {
    @Option(
        names = "--vector",
        split = ",",
        paramLabel = "X",
        description = "What is near this vector; its components, separated by commas.")
    private float[] vector;

    @Option(
        names = "--like",
        paramLabel = "ID",
        description = "What is near the vector of this id, which comes first.")
    private String like;

    @Option(
        names = "--ids",
        split = ",",
        paramLabel = "ID",
        description = "What is there under these ids, separated by commas, with their vectors.")
    private List<String> ids;
  }

  @Override
  public Integer call() throws Exception {
    output.require("--k", k, 1, 10_000);
    Duration longest = Patience.of(patience);
    JobOptions job = file.options();
    String name = collection(job);
    try (Question question = new Question(job)) {
      JsonNode answer = answer(question, name, longest);
      output.result(answer, text(answer));
      if (!answer.path("complete").asBoolean(true)) {
        output.progress(
            "Not complete: %d of %d shards answered in time.",
            answer.path("answered").asInt(), answer.path("shards").asInt());
        return 1;
      }
    } catch (KafkaException | ExecutionException e) {
      throw new CommandFailure("can't ask by Kafka: " + e.getMessage(), e);
    }
    return 0;
  }

  private JsonNode answer(Question question, String name, Duration longest) throws Exception {
    String id = "ask-" + UUID.randomUUID();
    if (what.ids != null) {
      return ask(question, Question.of(id, name, what.ids), longest);
    }
    float[] vector = what.vector;
    if (vector == null) {
      JsonNode found = ask(question, Question.of(id + "-like", name, List.of(what.like)), longest);
      JsonNode components = found.path("hits").path(0).path("vector");
      if (components.isMissingNode()) {
        throw new CommandFailure(
            "%s was not found: its shard did not answer in time".formatted(what.like));
      }
      vector = new float[components.size()];
      for (int c = 0; c < vector.length; c++) {
        vector[c] = components.get(c).floatValue();
      }
    }
    ObjectNode query = Question.near(id, name, vector, k);
    query.putArray("include").add("attributes");
    return ask(question, query, longest);
  }

  /** Who asks by hand would rather wait for all shards than have some of them at once. */
  private static JsonNode ask(Question question, ObjectNode query, Duration longest)
      throws Exception {
    query.put("timeout_ms", Math.max(1, Math.min(longest.toMillis(), LONGEST_SEARCH_MILLIS)));
    return question.ask(query, longest);
  }

  private String collection(JobOptions job) {
    if (collection != null) {
      return collection;
    }
    if (job.collections().size() > 1) {
      throw new CommandFailure(
          "--collection is needed, such as "
              + job.collections().stream()
                  .map(CollectionOptions::name)
                  .collect(Collectors.joining(" or ")));
    }
    return job.collections().get(0).name();
  }

  private static String text(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    for (JsonNode hit : answer.path("hits")) {
      text.append(text.isEmpty() ? "" : System.lineSeparator());
      text.append("%-20s".formatted(hit.path("id").asText()));
      if (hit.has("distance")) {
        text.append(" %8.4f".formatted(hit.path("distance").asDouble()));
      }
      for (String more : List.of("attributes", "vector")) {
        if (hit.has(more)) {
          text.append("  ").append(hit.path(more));
        }
      }
    }
    return text.isEmpty() ? "no hits" : text.toString();
  }
}
