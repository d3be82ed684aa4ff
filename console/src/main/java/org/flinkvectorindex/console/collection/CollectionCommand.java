package org.flinkvectorindex.console.collection;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Deadline;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.jobs.config.CollectionOptions;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.topology.ControlDecoder;
import org.flinkvectorindex.operators.decide.Control;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bin/collection}. */
@Command(
    name = "collection",
    mixinStandardHelpOptions = true,
    description = {
      "Collections of a running job, by its topic of control: creates them, moves aliases, drops",
      "them. Ends when the job has done so, or says why it refused. As docs/operations.md shows."
    })
public final class CollectionCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** For what the job does at once. */
  private static final Duration SHORT = Duration.ofMinutes(2);

  /** For what takes as long as there are vectors. */
  private static final Duration LONG = Duration.ofHours(1);

  @Command(
      mixinStandardHelpOptions = true,
      description = "A collection more, empty. Changes may name it when this has ended.")
  int create(
      @Mixin Output output,
      @Mixin ControlledJob job,
      @Parameters(paramLabel = "NAME", description = "What it is called.") String name,
      @Option(
              names = "--spec",
              paramLabel = "spec.yaml",
              description = "Keys as under collections[] in docs/configuration.md, but no name.")
          Path file,
      @Option(
              names = "--key",
              arity = "2",
              paramLabel = "KEY VALUE",
              description = "One of these keys, such as: --key dimension 200 --key index.ef 100.")
          List<String> keys,
      @Mixin Patience patience)
      throws Exception {
    ObjectNode record = JSON.createObjectNode().put("op", "create").put("collection", name);
    record.set("spec", Spec.of(Optional.ofNullable(file), keys == null ? List.of() : keys));
    JobOptions options = job.options();
    if (options.collections().stream().anyMatch(each -> each.name().equals(name))) {
      throw new CommandFailure(name + " is in the configuration already");
    }
    sound(options, record.toString());
    job.control(options);
    Deadline deadline = new Deadline(patience.or(SHORT));
    // Afterwards one could not tell whether the job has done so or refused another `spec`.
    if (job.whole(options, deadline).exists(name).equals(OptionalDouble.of(1))) {
      throw new CommandFailure(
          name
              + " is there already: bin/collection list. If an earlier call sent it, it is done;"
              + " another `spec` needs another name");
    }
    try {
      tell(
          output,
          job,
          options,
          record,
          deadline,
          view -> view.exists(name).equals(OptionalDouble.of(1)));
    } catch (TimeoutException e) {
      throw new TimeoutException(e.getMessage() + ". bin/collection list tells when it is there");
    }
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Queries that name the alias are answered from the collection. With --when-caught-up only",
        "once that may serve. The way back is the same command with the collection before."
      })
  int alias(
      @Mixin Output output,
      @Mixin ControlledJob job,
      @Parameters(paramLabel = "ALIAS", description = "What queries name.") String alias,
      @Parameters(paramLabel = "NAME", description = "The collection that answers.") String name,
      @Option(
              names = "--when-caught-up",
              description = "Waits until the collection may serve, by the options below.")
          boolean caughtUp,
      @Mixin Readiness readiness,
      @Option(
              names = "--queries",
              paramLabel = "F.fbin",
              description = "Vectors to ask the collection for meanwhile, so that recall is known.")
          Path queries,
      @Mixin Patience patience)
      throws Exception {
    readiness.requireSound();
    if (!caughtUp) {
      readiness.requireNone("--when-caught-up");
      if (queries != null) {
        throw Readiness.only("--queries", "--when-caught-up");
      }
    }
    JobOptions options = job.options();
    job.control(options);
    Deadline deadline = new Deadline(patience.or(caughtUp ? LONG : SHORT));
    if (caughtUp) {
      Optional<String> serving =
          Optional.ofNullable(job.whole(options, deadline).aliases().get(alias));
      readiness.check(serving, "an alias without --when-caught-up");
      await(output, job, options, name, serving, readiness, queries, deadline);
    }
    tell(
        output,
        job,
        options,
        JSON.createObjectNode().put("op", "alias").put("alias", alias).put("collection", name),
        deadline,
        view -> name.equals(view.aliases().get(alias)));
    return 0;
  }

  @Command(mixinStandardHelpOptions = true, description = "The alias stands for nothing any more.")
  int unalias(
      @Mixin Output output,
      @Mixin ControlledJob job,
      @Parameters(paramLabel = "ALIAS", description = "What queries name.") String alias,
      @Mixin Patience patience)
      throws Exception {
    tell(
        output,
        job,
        job.options(),
        JSON.createObjectNode().put("op", "unalias").put("alias", alias),
        new Deadline(patience.or(SHORT)),
        view -> !view.aliases().containsKey(alias));
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "The collection goes, with its state and what Redis has of its vectors. Ends when its state",
        "is gone and a checkpoint is complete, which has what Redis was not told by then. There is",
        "no way back, and its name is not given again."
      })
  int drop(
      @Mixin Output output,
      @Mixin ControlledJob job,
      @Parameters(paramLabel = "NAME", description = "The collection.") String name,
      @Mixin Patience patience)
      throws Exception {
    JobOptions options = job.options();
    ObjectNode record = JSON.createObjectNode().put("op", "drop").put("collection", name);
    Deadline deadline = new Deadline(patience.or(LONG));
    follow(
        output,
        job,
        options,
        record,
        deadline,
        view ->
            view.exists(name).equals(OptionalDouble.of(0))
                && view.shards(name) == 0
                && view.dropping() == 0);
    try { // Deletes in Redis are not seen from here.
      job.jobs().awaitCheckpoint(job.id(options), deadline.left());
    } catch (TimeoutException e) {
      throw new TimeoutException(
          "%s is dropped, but the checkpoint that has what Redis was not told did not come within %d s in all: the job's next one has it"
              .formatted(name, deadline.seconds()));
    }
    done(output, record);
    return 0;
  }

  @Command(
      name = "await",
      mixinStandardHelpOptions = true,
      description = "Waits until a collection may serve, as alias --when-caught-up does.")
  int await(
      @Mixin Output output,
      @Mixin ControlledJob job,
      @Parameters(paramLabel = "NAME", description = "The collection.") String name,
      @Option(
              names = "--instead-of",
              paramLabel = "NAME",
              description = "The one that serves now, which it is compared with.")
          String serving,
      @Mixin Readiness readiness,
      @Option(
              names = "--queries",
              paramLabel = "F.fbin",
              description = "Vectors to ask the collection for meanwhile, so that recall is known.")
          Path queries,
      @Mixin Patience patience)
      throws Exception {
    Optional<String> other = Optional.ofNullable(serving);
    readiness.check(other, "--instead-of with the collection that serves now");
    Deadline deadline = new Deadline(patience.or(LONG));
    await(output, job, job.options(), name, other, readiness, queries, deadline);
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "The collections of the job, and the aliases that stand for them.")
  int list(@Mixin Output output, @Mixin ControlledJob job, @Mixin Patience patience)
      throws Exception {
    JobOptions options = job.options();
    List<String> missing = new ArrayList<>();
    JobView view = job.some(options, new Deadline(patience.or(SHORT)), missing::add);
    missing.forEach(each -> output.progress("%s. There may be more than what follows.", each));
    TreeSet<String> names = new TreeSet<>(view.collections());
    List<String> configured = options.collections().stream().map(CollectionOptions::name).toList();
    names.addAll(configured);
    Map<String, String> aliases = view.aliases();
    for (String name : names) {
      OptionalDouble exists = view.exists(name);
      if (exists.orElse(configured.contains(name) ? 1 : 0) == 0) {
        continue; // Dropped.
      }
      List<String> own =
          aliases.entrySet().stream()
              .filter(each -> each.getValue().equals(name))
              .map(Map.Entry::getKey)
              .toList();
      ObjectNode line =
          JSON.createObjectNode()
              .put("op", "collection")
              .put("collection", name)
              .put("configured", configured.contains(name))
              .put("vectors", view.live(name))
              .put("newest_ts", view.newestTs(name));
      own.forEach(line.putArray("aliases")::add);
      output.result(
          line,
          "%s: %s, %d vectors%s"
              .formatted(
                  name,
                  configured.contains(name) ? "configured" : "created",
                  view.live(name),
                  own.isEmpty() ? "" : ", serves " + String.join(", ", own)));
    }
    return missing.isEmpty() ? 0 : 1;
  }

  private static void await(
      Output output,
      ControlledJob job,
      JobOptions options,
      String name,
      Optional<String> serving,
      Readiness readiness,
      Path queries,
      Deadline deadline)
      throws Exception {
    Optional<String> other = serving.filter(each -> !each.equals(name));
    JobView first = job.whole(options, deadline);
    other.ifPresent(each -> readiness.requireComparable(first, each));
    OptionalLong newest =
        other.isPresent() ? OptionalLong.of(first.newestTs(other.get())) : OptionalLong.empty();
    JobView now;
    String said = "";
    try (Probes probes = queries == null ? null : new Probes(options, name, queries)) {
      while (true) {
        now = job.view(options);
        List<String> behind = readiness.behind(now, name, other, newest);
        List<String> missing = behind.isEmpty() ? readiness.untried(now, name) : behind;
        if (missing.isEmpty()) {
          break;
        }
        String text = String.join(", ", missing);
        if (deadline.passed()) {
          throw new TimeoutException(
              "%s may not serve yet, after %d s: %s".formatted(name, deadline.seconds(), text));
        }
        if (!text.equals(said)) {
          output.progress("%s waits: %s", name, text);
          said = text;
        }
        if (probes != null && behind.isEmpty()) {
          probes.ask();
        }
        Thread.sleep(PAUSE.toMillis());
      }
    }
    ObjectNode line =
        JSON.createObjectNode()
            .put("op", "ready")
            .put("collection", name)
            .put("vectors", now.live(name))
            .put("newest_ts", now.newestTs(name));
    now.recall(name).ifPresent(value -> line.put("recall", value));
    output.result(
        line,
        "%s may serve: %d vectors%s"
            .formatted(
                name,
                now.live(name),
                now.recall(name).isPresent()
                    ? ", recall %.4f".formatted(now.recall(name).getAsDouble())
                    : ""));
  }

  private static void tell(
      Output output,
      ControlledJob job,
      JobOptions options,
      ObjectNode record,
      Deadline deadline,
      Predicate<JobView> done)
      throws Exception {
    follow(output, job, options, record, deadline, done);
    done(output, record);
  }

  private static void done(Output output, ObjectNode record) {
    output.result(record, "Done: " + record);
  }

  /** Sends a record, if it is sound, and waits until the job is as it says. */
  private static void follow(
      Output output,
      ControlledJob job,
      JobOptions options,
      ObjectNode record,
      Deadline deadline,
      Predicate<JobView> done)
      throws Exception {
    String text = record.toString();
    sound(options, text);
    job.view(options); // So that nothing is sent where no such job runs.
    try (ControlTopic topic = new ControlTopic(options, job.control(options))) {
      RecordMetadata at = topic.send(text);
      output.progress("Record %d of %s: %s", at.offset(), at.topic(), text);
      while (true) {
        Optional<String> refusal = topic.refusal(at);
        if (refusal.isPresent()) {
          throw new CommandFailure("The job refused it. " + refusal.get());
        }
        JobView view = job.view(options);
        if (view.whole() && view.followed() && done.test(view)) {
          break;
        }
        if (deadline.passed()) {
          throw new TimeoutException(
              "The record is in the topic, but the job had not done so after %d s%s"
                  .formatted(deadline.seconds(), job.away()));
        }
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }

  private static void sound(JobOptions options, String record) {
    RawRecord raw =
        new RawRecord(
            Optional.empty(),
            Optional.of(record.getBytes(StandardCharsets.UTF_8)),
            Map.of(),
            0,
            new Origin.Kafka("", 0, 0));
    if (ControlDecoder.of(options).decode(raw) instanceof Decoded.Rejected<Control> bad) {
      throw new CommandFailure(bad.letter().detail());
    }
  }
}
