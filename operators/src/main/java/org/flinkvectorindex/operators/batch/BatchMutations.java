package org.flinkvectorindex.operators.batch;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;
import org.flinkvectorindex.operators.collection.Known;
import org.flinkvectorindex.operators.collection.ShardKeys;

/**
 * Collects operations by shard before the shuffle, so that a shard's columns cross the network and
 * not its rows. A batch is sent when it is full or has waited, before a watermark (which would
 * otherwise overtake what it speaks of), before a checkpoint's barrier and at the end of input. So
 * there is nothing to keep in state, and the operations of a shard leave in the order they came: a
 * batch at once, cut into records of a few.
 */
public final class BatchMutations extends AbstractStreamOperator<MutationBatch>
    implements OneInputStreamOperator<Operation, MutationBatch>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  /**
   * Operations in a record. Where changes and queries wait, Flink takes a record of each in turn: a
   * query waits for so many at each shard, while the shard's rows still come one after the other.
   */
  private static final int PART_ROWS = 4;

  private final Catalog catalog;
  private final BatchSpec spec;
  private transient Known known;
  private transient Map<String, Rows> waiting;
  private transient Map<String, BatchMetrics> metricsOf;
  private transient boolean timed;

  public BatchMutations(Catalog catalog, BatchSpec spec) {
    this.catalog = catalog;
    this.spec = spec;
    // With what admits: operations are not written and read once more on their way here.
    chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void open() throws Exception {
    super.open();
    known = new Known(catalog);
    waiting = new LinkedHashMap<>();
    metricsOf = new HashMap<>();
    for (Catalog.Entry entry : catalog.entries()) {
      String collection = entry.spec().name();
      metricsOf.put(collection, new BatchMetrics(getMetricGroup(), collection));
    }
  }

  @Override
  public void processElement(StreamRecord<Operation> element) {
    if (element.getValue() instanceof Operation.Row row) {
      add(row);
    } else if (element.getValue() instanceof Operation.Drop drop) {
      drop(drop);
    }
  }

  private void add(Operation.Row operation) {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    Rows rows = rows(operation);
    rows.add(operation, now);
    if (rows.full(spec)) {
      send(rows);
    } else if (!timed) {
      timed = true;
      getProcessingTimeService().registerTimer(now + spec.maxWait().toMillis(), this::waited);
    }
  }

  /** After all that came before: every shard of the collection is told. */
  private void drop(Operation.Drop drop) {
    flush();
    long now = getProcessingTimeService().getCurrentProcessingTime();
    List<String> keys =
        ShardKeys.of(drop.collection(), drop.shards(), catalog.maxParallelism()).keys();
    for (int shard = 0; shard < keys.size(); shard++) {
      String key = keys.get(shard);
      waiting.remove(key);
      output.collect(
          new StreamRecord<>(MutationBatch.drop(key, drop.collection(), shard, keys.size(), now)));
    }
  }

  private Rows rows(Operation.Row operation) {
    Catalog.Entry entry = known.get(operation.collection(), operation.created());
    int shard = entry.keys().shardOf(operation.id());
    return waiting.computeIfAbsent(entry.keys().key(shard), key -> new Rows(key, shard, entry));
  }

  /** One timer for all: what came after it was set leaves earlier than it must. */
  private void waited(long timestamp) {
    timed = false;
    flush();
  }

  private void flush() {
    for (Rows rows : waiting.values()) {
      if (!rows.isEmpty()) {
        send(rows);
      }
    }
  }

  private void send(Rows rows) {
    metricsOf
        .computeIfAbsent(rows.collection(), name -> new BatchMetrics(getMetricGroup(), name))
        .sent(rows, getProcessingTimeService().getCurrentProcessingTime());
    rows.take(PART_ROWS).forEach(part -> output.collect(new StreamRecord<>(part)));
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    flush();
    super.processWatermark(mark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    flush();
    super.processWatermarkStatus(status);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    flush();
    super.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void endInput() {
    flush();
  }
}
