package org.flinkvectorindex.operators.batch;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Catalog;

/**
 * Collects operations by shard before the shuffle, so that a shard's columns cross the network and
 * not its rows. A batch is sent when it is full or has waited, before a watermark (which would
 * otherwise overtake what it speaks of), before a checkpoint's barrier and at the end of input. So
 * there is nothing to keep in state, and the operations of a shard leave in the order they came.
 */
public final class BatchMutations extends AbstractStreamOperator<MutationBatch>
    implements OneInputStreamOperator<Operation, MutationBatch>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final Catalog catalog;
  private final BatchSpec spec;
  private transient Map<String, Rows> waiting;
  private transient Map<String, BatchMetrics> metricsOf;
  private transient boolean timed;

  public BatchMutations(Catalog catalog, BatchSpec spec) {
    this.catalog = catalog;
    this.spec = spec;
  }

  @Override
  public void open() throws Exception {
    super.open();
    waiting = new LinkedHashMap<>();
    metricsOf = new HashMap<>();
    for (Catalog.Entry entry : catalog.entries()) {
      String collection = entry.spec().name();
      metricsOf.put(collection, new BatchMetrics(getMetricGroup(), collection));
    }
  }

  @Override
  public void processElement(StreamRecord<Operation> element) {
    Operation operation = element.getValue();
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

  private Rows rows(Operation operation) {
    Catalog.Entry entry = catalog.get(operation.collection());
    int shard = entry.keys().shardOf(operation.id());
    return waiting.computeIfAbsent(
        entry.keys().key(shard),
        key -> new Rows(key, operation.collection(), shard, entry.spec().index().dimension()));
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
    MutationBatch batch = rows.take();
    metricsOf
        .get(batch.collection())
        .sent(batch, getProcessingTimeService().getCurrentProcessingTime());
    output.collect(new StreamRecord<>(batch));
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
