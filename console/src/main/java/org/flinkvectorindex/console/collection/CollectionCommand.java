package org.flinkvectorindex.console.collection;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
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
    tell(
        output,
        job,
        options,
        record,
        patience.or(SHORT),
        view -> view.exists(name).equals(OptionalDouble.of(1)));
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
    JobOptions options = job.options();
    job.control(options);
    if (caughtUp) {
      Duration longest = patience.or(LONG);
      Optional<String> serving =
          Optional.ofNullable(job.whole(options, longest).aliases().get(alias));
      await(output, job, options, name, serving, readiness, queries, longest);
    }
    tell(
        output,
        job,
        options,
        JSON.createObjectNode().put("op", "alias").put("alias", alias).put("collection", name),
        patience.or(LONG),
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
        patience.or(SHORT),
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
    follow(
        output,
        job,
        options,
        record,
        patience.or(LONG),
        view ->
            view.exists(name).equals(OptionalDouble.of(0))
                && view.shards(name) == 0
                && view.dropping() == 0);
    job.checkpointed(options, patience.or(LONG)); // Deletes in Redis are not seen from here.
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
    JobOptions options = job.options();
    await(
        output,
        job,
        options,
        name,
        Optional.ofNullable(serving),
        readiness,
        queries,
        patience.or(LONG));
    return 0;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "The collections of the job, and the aliases that stand for them.")
  int list(@Mixin Output output, @Mixin ControlledJob job) throws Exception {
    JobOptions options = job.options();
    JobView view = job.whole(options, SHORT);
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
    return 0;
  }

  private static void await(
      Output output,
      ControlledJob job,
      JobOptions options,
      String name,
      Optional<String> serving,
      Readiness readiness,
      Path queries,
      Duration patience)
      throws Exception {
    readiness.check(serving);
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<String> other = serving.filter(each -> !each.equals(name));
    JobView first = job.whole(options, patience);
    if (other.isPresent() && !first.known(other.get())) {
      throw new CommandFailure(
          other.get() + " has no vectors that could be caught up with, or is no collection");
    }
    OptionalLong newest =
        other.isPresent() ? OptionalLong.of(first.newestTs(other.get())) : OptionalLong.empty();
    String said = "";
    try (Probes probes = queries == null ? null : new Probes(options, name, queries)) {
      while (true) {
        JobView now = job.view(options);
        List<String> behind = readiness.behind(now, name, other, newest);
        List<String> missing = behind.isEmpty() ? readiness.untried(now, name) : behind;
        if (missing.isEmpty()) {
          break;
        }
        String text = String.join(", ", missing);
        if (System.nanoTime() > deadline) {
          throw new TimeoutException(
              "%s may not serve yet, after %d s: %s".formatted(name, patience.toSeconds(), text));
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
    JobView last = job.whole(options, SHORT);
    ObjectNode line =
        JSON.createObjectNode()
            .put("op", "ready")
            .put("collection", name)
            .put("vectors", last.live(name))
            .put("newest_ts", last.newestTs(name));
    last.recall(name).ifPresent(value -> line.put("recall", value));
    output.result(
        line,
        "%s may serve: %d vectors%s"
            .formatted(
                name,
                last.live(name),
                last.recall(name).isPresent()
                    ? ", recall %.4f".formatted(last.recall(name).getAsDouble())
                    : ""));
  }

  private static void tell(
      Output output,
      ControlledJob job,
      JobOptions options,
      ObjectNode record,
      Duration patience,
      Predicate<JobView> done)
      throws Exception {
    follow(output, job, options, record, patience, done);
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
      Duration patience,
      Predicate<JobView> done)
      throws Exception {
    String text = record.toString();
    sound(options, text);
    job.view(options); // So that nothing is sent where no such job runs.
    long deadline = System.nanoTime() + patience.toNanos();
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
        if (System.nanoTime() > deadline) {
          throw new TimeoutException(
              "The record is in the topic, but the job had not done so after %d s"
                  .formatted(patience.toSeconds()));
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
