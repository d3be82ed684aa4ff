package org.flinkvectorindex.operators.shard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.ShardKeys;
import org.flinkvectorindex.operators.collection.ShardName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards of a subtask in its state: those that it has are known without asking the state, and
 * are brought back; those of collections that are no more are forgotten.
 */
final class SubtaskRestore {
  private static final Logger LOG = LoggerFactory.getLogger(SubtaskRestore.class);

  private final AbstractStreamOperator<?> operator;
  private final ShardState state;
  private final ShardDirectory directory;
  private final int maxParallelism;
  private final Catalog configured;
  private final KeyGroupRange range;

  /** A shard that this subtask would have. */
  record Place(Catalog.Entry entry, int number, String key) {}

  /** One that it has, with what its last checkpoint said of it. */
  record Back(ShardRestore.Restored restored, ShardMeta meta) {}

  SubtaskRestore(
      AbstractStreamOperator<?> operator,
      ShardState state,
      ShardDirectory directory,
      Catalog configured) {
    this.operator = operator;
    this.state = state;
    this.directory = directory;
    this.maxParallelism = configured.maxParallelism();
    this.configured = configured;
    this.range = keyGroups(operator.getRuntimeContext().getTaskInfo());
  }

  private KeyGroupRange keyGroups(TaskInfo task) {
    int actual = task.getMaxNumberOfParallelSubtasks();
    if (actual != maxParallelism) {
      throw new IllegalStateException(
          "the max parallelism of the shards is %d, allowed: %d, which their keys were made for"
              .formatted(actual, maxParallelism));
    }
    return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
        actual, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
  }

  /** Collections that were dropped and not gone yet when the checkpoint was made. */
  void goOnDropping(Dropping dropping) throws Exception {
    for (String key : dropped()) {
      operator.setCurrentKey(key);
      dropping.begin(key);
    }
  }

  /**
   * The same in a job that has no control records any more: at once, since collections of these
   * names may be configured again. Shards of subtasks that had not heard of the end yet go too;
   * none has begun anew, since what was heard is in no checkpoint from here on.
   */
  void dropTheRest() throws Exception {
    for (String key : dropped()) {
      operator.setCurrentKey(key);
      state.clear();
    }
    directory.forget();
  }

  /** Keys of this subtask. */
  private List<String> dropped() {
    return directory.heard().dropped().entrySet().stream()
        .flatMap(
            gone -> ShardKeys.of(gone.getKey(), gone.getValue(), maxParallelism).keys().stream())
        .filter(this::isHere)
        .toList();
  }

  /**
   * Shards of collections that are no more are forgotten. Those of a collection that is there,
   * under keys that it doesn't have, were made for another number of shards.
   */
  void leaveWhatIsNotThereAnyMore() throws Exception {
    Catalog all = directory.catalog(configured);
    List<String> stored;
    try (Stream<String> keys =
        operator
            .<String>getKeyedStateBackend()
            .getKeys(ShardState.SHARD_META.getName(), VoidNamespace.INSTANCE)) {
      stored = keys.toList();
    }
    for (String key : stored) {
      ShardName name = ShardName.of(key);
      Optional<Catalog.Entry> entry = all.find(name.collection());
      if (directory.isDropped(name.collection())) {
        continue; // Its state goes in its own time.
      }
      if (entry.isEmpty()) {
        operator.setCurrentKey(key);
        state.clear();
        LOG.warn("Shard {} of {} is dropped: no such collection.", name.shard(), name.collection());
      } else if (!entry.get().keys().keys().contains(key)) {
        throw new IllegalStateException(
            "shards of collection %s is %d, and its state was written with another number, which is"
                    .formatted(name.collection(), entry.get().spec().shards())
                + " fixed. "
                + Built.wayOut("that number"));
      }
    }
  }

  List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (Catalog.Entry entry : directory.catalog(configured).entries()) {
      for (int number = 0; number < entry.spec().shards(); number++) {
        String key = entry.keys().key(number);
        if (isHere(key)) {
          places.add(new Place(entry, number, key));
        }
      }
    }
    return places;
  }

  private boolean isHere(String key) {
    return range.contains(KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism));
  }

  /**
   * Empty where nothing has come there yet.
   *
   * @throws CorruptIndexException naming collection and shard, where it is not what was
   *     checkpointed
   */
  Optional<Back> restore(Place place) throws Exception {
    operator.setCurrentKey(place.key());
    String collection = place.entry().spec().name();
    ShardMeta meta;
    try {
      meta = state.meta().value();
    } catch (IOException | RuntimeException e) {
      throw ShardRestore.unreadable(collection, place.number(), e);
    }
    if (meta == null) {
      ShardRestore.requireEmpty(collection, place.number(), state);
      return Optional.empty();
    }
    return Optional.of(
        new Back(ShardRestore.restore(place.entry().spec(), place.number(), state, meta), meta));
  }
}
