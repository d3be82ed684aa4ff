package org.flinkvectorindex.benchmarks.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.flinkvectorindex.benchmarks.DiscardingStore;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.index.VectorIndex;
import org.flinkvectorindex.jobs.endtoend.LoggedShards.Logged;
import org.flinkvectorindex.operators.admit.Place;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.shard.ContentHash;
import org.flinkvectorindex.operators.shard.VectorRecord;

/**
 * What nothing ever happened to: the library alone, in plain memory, given the same changes in the
 * order in which they were sent. Each shard of the job has that one order too, so both its hashes
 * must come out the same.
 */
final class Twin {
  private static final int COMMIT_EVERY = 32;

  private final Catalog.Entry collection;
  private final List<Shard> shards = new ArrayList<>();
  private int applied;

  Twin(Catalog.Entry collection) {
    this.collection = collection;
    for (int shard = 0; shard < collection.spec().shards(); shard++) {
      shards.add(new Shard(VectorIndex.create(collection.spec().index(), new DiscardingStore())));
    }
  }

  /**
   * Applies what it has not had yet.
   *
   * @param sent all changes
   * @param places where the job read them
   * @param upTo the first that it is not to have
   * @param refused those that became dead letters
   * @return what each shard must be now
   */
  Map<Integer, Logged> after(List<Sent> sent, List<Origin> places, int upTo, Set<Integer> refused) {
    int from = applied;
    IntStream.range(0, shards.size())
        .parallel()
        .forEach(
            shard -> {
              for (int i = from; i < upTo; i++) {
                if (!refused.contains(i) && collection.keys().shardOf(sent.get(i).id()) == shard) {
                  shards.get(shard).apply(sent.get(i), places.get(i));
                }
              }
              shards.get(shard).index.commit();
            });
    applied = upTo;
    Map<Integer, Logged> all = new HashMap<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      all.put(shard, shards.get(shard).state());
    }
    return all;
  }

  /** One shard of it. */
  private static final class Shard {
    private final VectorIndex index;
    private final Map<String, ContentHash> live = new HashMap<>();
    private ContentHash content = ContentHash.EMPTY;
    private int changes;

    private Shard(VectorIndex index) {
      this.index = index;
    }

    private void apply(Sent change, Origin place) {
      ContentHash before = live.remove(change.id());
      content = before == null ? content : content.minus(before);
      if (change instanceof Sent.Put put) {
        ContentHash hash = ContentHash.of(record(put, place));
        live.put(put.id(), hash);
        content = content.plus(hash);
        index.upsert(put.id(), put.vector(), 0);
      } else {
        index.delete(change.id());
      }
      if (++changes % COMMIT_EVERY == 0) {
        index.commit();
      }
    }

    private static VectorRecord record(Sent.Put put, Origin place) {
      return new VectorRecord(
          put.id(),
          Place.order(place.position(), place),
          put.ts(),
          OptionalLong.empty(),
          put.rank().isPresent()
              ? Optional.of("{\"rank\":" + put.rank().getAsInt() + "}")
              : Optional.empty(),
          put.vector());
    }

    private Logged state() {
      return new Logged(
          index.size(), "content %s, graph %016x".formatted(content, index.graphHash()));
    }
  }
}
