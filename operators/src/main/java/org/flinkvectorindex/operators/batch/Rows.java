package org.flinkvectorindex.operators.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/** The operations of one shard that wait to be sent. */
final class Rows {
  /** What a row takes beside its id, attributes and vector: order key, times and lengths. */
  private static final int FIXED_BYTES = 64;

  private final String key;
  private final String collection;
  private final int shard;
  private final int dimension;
  private final Optional<CollectionSpec> created;
  private final List<Operation.Row> operations = new ArrayList<>();
  private long bytes;
  private long arrivedMillis;

  Rows(String key, int shard, Catalog.Entry entry) {
    this.key = key;
    this.collection = entry.spec().name();
    this.shard = shard;
    this.dimension = entry.spec().index().dimension();
    this.created = entry.created();
  }

  void add(Operation.Row operation, long nowMillis) {
    if (operations.isEmpty()) {
      arrivedMillis = nowMillis;
    }
    operations.add(operation);
    bytes += FIXED_BYTES + operation.id().length();
    if (operation instanceof Operation.Put put) {
      bytes += (long) Float.BYTES * dimension + put.attributes().map(String::length).orElse(0);
    }
  }

  boolean full(BatchSpec spec) {
    return operations.size() >= spec.maxRows() || bytes >= spec.maxBytes().getBytes();
  }

  boolean isEmpty() {
    return operations.isEmpty();
  }

  String collection() {
    return collection;
  }

  int size() {
    return operations.size();
  }

  long arrivedMillis() {
    return arrivedMillis;
  }

  /**
   * The batch so far, in parts; nothing waits afterwards.
   *
   * @param most operations a part
   */
  List<MutationBatch> take(int most) {
    List<MutationBatch> parts = new ArrayList<>();
    for (int from = 0; from < operations.size(); from += most) {
      parts.add(part(operations.subList(from, Math.min(operations.size(), from + most))));
    }
    operations.clear();
    bytes = 0;
    return parts;
  }

  private MutationBatch part(List<Operation.Row> operations) {
    int rows = operations.size();
    boolean[] puts = new boolean[rows];
    String[] ids = new String[rows];
    OrderKey[] orders = new OrderKey[rows];
    long[] ts = new long[rows];
    long[] expiries = new long[rows];
    String[] attributes = new String[rows];
    float[] vectors = new float[rows * dimension];
    for (int row = 0; row < rows; row++) {
      Operation.Row operation = operations.get(row);
      ids[row] = operation.id();
      orders[row] = operation.order();
      ts[row] = operation.ts();
      expiries[row] = Long.MAX_VALUE;
      attributes[row] = "";
      if (operation instanceof Operation.Put put) {
        puts[row] = true;
        expiries[row] = put.expiry().orElse(Long.MAX_VALUE);
        attributes[row] = put.attributes().orElse("");
        System.arraycopy(put.vector(), 0, vectors, row * dimension, dimension);
      }
    }
    return new MutationBatch(
        key,
        collection,
        shard,
        dimension,
        puts,
        ids,
        orders,
        ts,
        expiries,
        attributes,
        vectors,
        arrivedMillis,
        created,
        OptionalInt.empty());
  }
}
