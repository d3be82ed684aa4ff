package org.flinkvectorindex.console.job;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.runtime.SavepointLoader;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.jobs.config.CollectionOptions;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.operators.Stage;

/**
 * Whether another configuration fits the state of a job, as far as that can be told while the job
 * runs. The new job finds out the same when it restores, but then the old one is stopped.
 */
final class StateFit {
  private StateFit() {}

  /**
   * @throws CommandFailure if what is fixed once a collection has state would change, or what
   *     history reads that is known
   */
  static void requireSame(JobOptions was, JobOptions is) {
    Map<String, CollectionOptions> before = new HashMap<>();
    was.collections().forEach(each -> before.put(each.name(), each));
    for (CollectionOptions now : is.collections()) {
      CollectionOptions old = before.get(now.name());
      if (old != null) {
        same(now, "dimension", old.dimension(), now.dimension());
        same(now, "metric", old.metric(), now.metric());
        same(now, "shards", old.shards(), now.shards());
        same(now, "order", old.order(), now.order());
      }
    }
    HistoryFit.requireSame(was, is);
  }

  private static void same(CollectionOptions collection, String key, Object was, Object is) {
    if (!was.equals(is)) {
      throw new CommandFailure(
          ("%s of collection %s is %s, and its state was written with %s, which is fixed. Set it back"
                  + " to %s, or give the collection another name. The job runs on as it was.")
              .formatted(key, collection.name(), is, was, was));
    }
  }

  /**
   * @param left collections that the new configuration leaves out, with what they hold
   * @throws CommandFailure if there are any: a name that is misspelt would cost all of it
   */
  static void requireNoneLeft(List<String> left) {
    if (!left.isEmpty()) {
      throw new CommandFailure(
          ("the new configuration leaves out what the running job holds, and its shards would be"
                  + " dropped from state: %s. Add it again, as it was called; if it is meant to go,"
                  + " --drop-state gives it up. The job runs on as it was.")
              .formatted(String.join(", ", left)));
    }
  }

  /**
   * @param was empty where the running job's configuration can't be read
   * @param unheard why its metrics say nothing either
   * @throws CommandFailure if what the new configuration leaves out can't be told by anything
   */
  static void requireKnown(Optional<JobOptions> was, Exception unheard) {
    if (was.isEmpty()) {
      throw new CommandFailure(
          ("which collections the running job holds is not known, neither by its configuration nor by"
                  + " its metrics (%s), so one that the new configuration leaves out would be dropped"
                  + " unseen. Try again once every task runs; --drop-state goes on without. The job"
                  + " runs on as it was.")
              .formatted(unheard.getMessage()),
          unheard);
    }
  }

  /**
   * @param path of a checkpoint or savepoint
   * @param operators of the new job, by id
   * @param was what the old job reads and writes, for names
   * @throws CommandFailure if there is state that none of them has a use for
   * @throws IOException if it can't be read from here
   */
  static void requireClaimed(String path, Set<String> operators, Optional<JobOptions> was)
      throws IOException {
    CheckpointMetadata saved = SavepointLoader.loadSavepointMetadata(path);
    Map<String, String> names = names(was);
    List<String> unclaimed =
        saved.getOperatorStates().stream()
            .filter(StateFit::hasState)
            .map(state -> state.getOperatorID().toString())
            .filter(id -> !operators.contains(id))
            .map(id -> names.getOrDefault(id, id))
            .sorted()
            .toList();
    if (!unclaimed.isEmpty()) {
      throw new CommandFailure(
          ("the new job has no use for state of %s, which the running one has. If that is meant, as of"
                  + " a source or sink that was removed, --drop-state gives it up. The job runs on as it"
                  + " was.")
              .formatted(String.join(", ", unclaimed)));
    }
  }

  /** As Flink looks at it when it maps state to operators. */
  private static boolean hasState(OperatorState state) {
    return state.getCoordinatorState() != null
        || state.getStates().stream().anyMatch(OperatorSubtaskState::hasState);
  }

  private static Map<String, String> names(Optional<JobOptions> was) {
    Map<String, String> names = new HashMap<>();
    Stream.concat(
            Stream.of(Stage.values()).map(Stage::uid), was.stream().flatMap(StateFit::sources))
        .forEach(uid -> names.put(OperatorIdentifier.forUid(uid).getOperatorId().toString(), uid));
    return names;
  }

  /** Uids of what is there once for each place that is read. */
  private static Stream<String> sources(JobOptions options) {
    return Stream.of(
            options.vectors().stream().map(each -> Stage.VECTORS.uid(each.source().place().name())),
            options.queries().stream().map(each -> Stage.QUERIES.uid(each.place().name())),
            options.control().stream().map(each -> Stage.CONTROL.uid(each.place().name())),
            options.backfill().stream()
                .flatMap(
                    each ->
                        Stream.of(
                            Stage.BACKFILL.uid(each.name()),
                            Stage.BACKFILL_PROGRESS.uid(each.name()))))
        .flatMap(uids -> uids);
  }
}
