package org.flinkvectorindex.operators;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;

/** Records as the stages see them, in a collection of four dimensions. */
public final class Samples {
  public static final int DIMENSION = 4;
  public static final int MAX_PARALLELISM = 128;
  public static final Duration RETENTION = Duration.ofHours(24);

  private Samples() {}

  public static CollectionSpec collection(String name, int shards, Order order, Metric metric) {
    IndexSpec index = new IndexSpec(new Structure.Hnsw(8, 40), DIMENSION, metric, 0.5);
    return new CollectionSpec(name, shards, order, index, 40, RETENTION);
  }

  public static Catalog catalog(CollectionSpec... collections) {
    return new Catalog(List.of(collections), MAX_PARALLELISM);
  }

  public static Catalog words(int shards, Order order) {
    return catalog(collection("words", shards, order, Metric.L2));
  }

  public static Origin at(long offset) {
    return new Origin.Kafka("vectors", 0, offset);
  }

  public static RawRecord raw(Origin origin) {
    return new RawRecord(
        Optional.empty(), Optional.of("{}".getBytes(UTF_8)), Map.of(), 1000, origin);
  }

  public static <T> Decoded<T> accepted(T record, Origin origin) {
    return new Decoded.Accepted<>(record, raw(origin), 0);
  }

  public static OrderKey order(long value) {
    return new OrderKey(value, "vectors", 0, value, 0);
  }

  public static Operation.Put put(String id, long order, float... vector) {
    return new Operation.Put(
        "words",
        id,
        order(order),
        order,
        OptionalLong.empty(),
        Optional.of("{\"order\":" + order + "}"),
        vector);
  }

  public static Operation.Remove remove(String id, long order) {
    return new Operation.Remove("words", id, order(order), order);
  }

  public static Query nearest(long offset, int k, float... vector) {
    return query(offset, k, new Query.Target.Nearest(vector), Set.of(), Optional.empty());
  }

  public static Query byIds(long offset, String... ids) {
    return query(
        offset,
        10,
        new Query.Target.ByIds(List.of(ids)),
        Set.of(Query.Include.ATTRIBUTES, Query.Include.VECTOR),
        Optional.empty());
  }

  public static Query query(
      long offset,
      int k,
      Query.Target target,
      Set<Query.Include> include,
      Optional<Duration> timeout) {
    return new Query(
        "q" + offset,
        "words",
        target,
        k,
        OptionalInt.empty(),
        include,
        timeout,
        5000 + offset,
        new Origin.Kafka("queries", 0, offset));
  }
}
