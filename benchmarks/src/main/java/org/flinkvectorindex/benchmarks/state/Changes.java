package org.flinkvectorindex.benchmarks.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.operators.batch.MutationBatch;
import org.flinkvectorindex.operators.collection.Catalog;

/**
 * A stream of changes in batches of a shard each: what is inserted gets a new id; updates and
 * deletes go to ids drawn from all that are live.
 */
final class Changes {
  /** Takes a batch when it is full. */
  interface Sink {
    void take(MutationBatch batch) throws Exception;
  }

  private record Row(boolean put, String id, long number) {}

  private final Catalog.Entry entry;
  private final VectorSupply supply;
  private final int rows;
  private final Sink sink;
  private final SplittableRandom random;
  private final List<List<Row>> waiting = new ArrayList<>();
  private int[] live;
  private int count;
  private int ids;
  private long number;

  /**
   * @param rows of a batch
   */
  Changes(Catalog.Entry entry, VectorSupply supply, int rows, long seed, Sink sink) {
    this.entry = entry;
    this.supply = supply;
    this.rows = rows;
    this.sink = sink;
    random = new SplittableRandom(seed);
    live = new int[supply.count() + 16];
    for (int shard = 0; shard < entry.spec().shards(); shard++) {
      waiting.add(new ArrayList<>());
    }
  }

  void insert() throws Exception {
    live = count == live.length ? Arrays.copyOf(live, count * 2) : live;
    live[count++] = ids;
    add(true, ids++);
  }

  void update() throws Exception {
    add(true, live[random.nextInt(count)]);
  }

  void delete() throws Exception {
    int at = random.nextInt(count);
    int id = live[at];
    live[at] = live[--count];
    add(false, id);
  }

  /** Half updates, a quarter inserts, a quarter deletes. */
  void change(long changes) throws Exception {
    for (long i = 0; i < changes; i++) {
      switch ((int) (i % 4)) {
        case 1 -> insert();
        case 3 -> delete();
        default -> update();
      }
    }
    flush();
  }

  private void add(boolean put, int id) throws Exception {
    String name = "vector-" + id;
    int shard = entry.keys().shardOf(name);
    List<Row> batch = waiting.get(shard);
    batch.add(new Row(put, name, number++));
    if (batch.size() == rows) {
      send(shard);
    }
  }

  void flush() throws Exception {
    for (int shard = 0; shard < waiting.size(); shard++) {
      if (!waiting.get(shard).isEmpty()) {
        send(shard);
      }
    }
  }

  private void send(int shard) throws Exception {
    List<Row> batch = waiting.get(shard);
    int size = batch.size();
    int dimension = supply.dimension();
    boolean[] puts = new boolean[size];
    String[] names = new String[size];
    OrderKey[] orders = new OrderKey[size];
    long[] ts = new long[size];
    long[] expiries = new long[size];
    String[] attributes = new String[size];
    float[] vectors = new float[size * dimension];
    Arrays.fill(expiries, Long.MAX_VALUE);
    Arrays.fill(attributes, "");
    for (int i = 0; i < size; i++) {
      Row row = batch.get(i);
      puts[i] = row.put;
      names[i] = row.id;
      orders[i] = new OrderKey(row.number, "kafka:vectors", 0, row.number, 0);
      ts[i] = 1_700_000_000_000L + row.number;
      if (row.put) {
        supply.write(row.number, vectors, i * dimension);
      }
    }
    batch.clear();
    sink.take(
        new MutationBatch(
            entry.keys().key(shard),
            entry.spec().name(),
            shard,
            dimension,
            puts,
            names,
            orders,
            ts,
            expiries,
            attributes,
            vectors,
            0));
  }

  int live() {
    return count;
  }
}
