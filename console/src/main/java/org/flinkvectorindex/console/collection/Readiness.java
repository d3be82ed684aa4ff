package org.flinkvectorindex.console.collection;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.flinkvectorindex.console.CommandFailure;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** When a generation may serve. */
public final class Readiness {
  /** What is missing where {@link JobView#whole} is not. */
  static final String METRICS = "metrics of every subtask";

  @Option(
      names = "--watermark",
      paramLabel = "T",
      description =
          "Event time that all vector sources must have passed, as milliseconds or ISO-8601."
              + " Without it the collection must have applied a change as new as the newest of"
              + " the one that the alias stands for now, at the time of the command.")
  private String watermark;

  @Option(
      names = "--share",
      defaultValue = "1.0",
      description =
          "Least number of its vectors, as a share of those of the collection that the alias"
              + " stands for now; default: ${DEFAULT-VALUE}.")
  private double share;

  @Option(
      names = "--recall",
      paramLabel = "R",
      description =
          "Least recall of its answers, 0 to 1, as the job measures it: of queries that ask the"
              + " collection by its own name, as --queries does.")
  private Double recall;

  @Option(
      names = "--samples",
      defaultValue = "100",
      description = "How many answers must have been checked; default: ${DEFAULT-VALUE}.")
  private long samples;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  OptionalLong watermark() {
    if (watermark == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          watermark.matches("\\d{1,18}")
              ? Long.parseLong(watermark)
              : Instant.parse(watermark).toEpochMilli());
    } catch (DateTimeException e) {
      throw new CommandFailure(
          "--watermark is %s, allowed: milliseconds since the epoch, or as 2026-11-21T10:00:00Z"
              .formatted(watermark));
    }
  }

  /** Refuses what is said of readiness where nothing is waited for: it would hold for nothing. */
  void requireNone(String without) {
    for (String option : List.of("--watermark", "--share", "--recall", "--samples")) {
      if (command.commandLine().getParseResult().hasMatchedOption(option)) {
        throw only(option, without);
      }
    }
  }

  static CommandFailure only(String option, String with) {
    return new CommandFailure(
        "%s is given without %s, allowed: with %s only".formatted(option, with, with));
  }

  /** Refuses values that no collection could be ready by. */
  void requireSound() {
    watermark();
    if (!(share >= 0 && share <= 10)) {
      throw new CommandFailure("--share is %s, allowed: 0 to 10".formatted(share));
    }
    if (recall != null && !(recall >= 0 && recall <= 1)) {
      throw new CommandFailure("--recall is %s, allowed: 0 to 1".formatted(recall));
    }
    if (samples < 1) {
      throw new CommandFailure("--samples is %d, allowed: 1 or more".formatted(samples));
    }
  }

  /**
   * Refuses what could not tell whether a collection is ready.
   *
   * @param serving what is compared with; where there is none, only event time can tell
   * @param otherwise what else than a watermark the command allows then
   */
  void check(Optional<String> serving, String otherwise) {
    requireSound();
    if (watermark().isEmpty() && serving.isEmpty()) {
      throw new CommandFailure(
          "--watermark is not given, and no collection serves now that this could catch up with;"
              + " allowed: a watermark, or "
              + otherwise);
    }
  }

  /**
   * Whether there is something to catch up with. A watermark needs no vectors of the one that
   * serves, but that one be a collection: by a name that is misspelt, none would be missing.
   */
  void requireComparable(JobView now, String serving) {
    boolean created = now.exists(serving).orElse(0) == 1;
    if (!now.known(serving) && !(created && watermark().isPresent())) {
      throw new CommandFailure(
          "%s %s"
              .formatted(
                  serving,
                  created
                      ? "has no vectors that could be caught up with, and --watermark is not given"
                      : "is no collection of the job"));
    }
  }

  /**
   * In what it is still behind; in nothing where it has caught up.
   *
   * @param newest event time of the one that serves, when the command began
   */
  List<String> behind(
      JobView now, String collection, Optional<String> serving, OptionalLong newest) {
    if (!now.whole()) {
      return List.of(METRICS);
    }
    List<String> missing = new ArrayList<>();
    OptionalLong wanted = watermark();
    if (wanted.isPresent()) {
      OptionalLong reached = now.watermark();
      if (reached.isEmpty() || reached.getAsLong() < wanted.getAsLong()) {
        missing.add(
            "watermark %s of %d"
                .formatted(
                    reached.isEmpty() ? "none" : Long.toString(reached.getAsLong()),
                    wanted.getAsLong()));
      }
    } else if (newest.isPresent() && now.newestTs(collection) < newest.getAsLong()) {
      missing.add("newest change %d of %d".formatted(now.newestTs(collection), newest.getAsLong()));
    }
    if (serving.isPresent()) {
      long least = (long) Math.ceil(share * now.live(serving.get()));
      if (now.live(collection) < least) {
        missing.add("%d vectors of %d".formatted(now.live(collection), least));
      }
    }
    if (missing.isEmpty() && !now.known(collection)) {
      missing.add("a first vector");
    }
    return missing;
  }

  /** What is missing of its recall, once it has caught up; nothing where that is good enough. */
  List<String> untried(JobView now, String collection) {
    if (recall == null) {
      return List.of();
    }
    if (now.samples(collection) < samples) {
      return List.of("%d answers checked of %d".formatted(now.samples(collection), samples));
    }
    OptionalDouble measured = now.recall(collection);
    return measured.isPresent() && measured.getAsDouble() >= recall
        ? List.of()
        : List.of(
            "recall %s of %s"
                .formatted(
                    measured.isPresent() ? "%.4f".formatted(measured.getAsDouble()) : "unknown",
                    recall));
  }
}
