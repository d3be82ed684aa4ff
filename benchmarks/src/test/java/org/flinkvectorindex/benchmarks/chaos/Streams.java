package org.flinkvectorindex.benchmarks.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.flinkvectorindex.connectors.record.Origin;

/** Changes as if they had been sent, of vectors of two dimensions, each to a partition. */
final class Streams {
  static final long TS = 1_000;

  private final List<Traffic.Sent> sent = new ArrayList<>();
  private final long[] offsets = new long[4];

  Streams upsert(String id, long version, int partition, float... vector) {
    return send(id, version, partition, Optional.of(vector));
  }

  Streams delete(String id, long version, int partition) {
    return send(id, version, partition, Optional.empty());
  }

  private Streams send(String id, long version, int partition, Optional<float[]> vector) {
    Origin place = new Origin.Kafka("vectors", partition, offsets[partition]++);
    Change change = new Change(id, version, vector, TS + version);
    sent.add(new Traffic.Sent(change, CompletableFuture.completedFuture(place)));
    return this;
  }

  Replay replay() {
    return Replay.of(sent);
  }
}
