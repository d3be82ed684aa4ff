package org.flinkvectorindex.operators.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.remove;
import static org.flinkvectorindex.operators.Samples.words;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchMutationsTest {
  private OneInputStreamOperatorTestHarness<Operation, MutationBatch> batch;

  @BeforeEach
  void open() throws Exception {
    open(1, new BatchSpec(3, MemorySize.parse("32 kb"), Duration.ofMillis(5)));
  }

  private void open(int shards, BatchSpec spec) throws Exception {
    if (batch != null) {
      batch.close();
    }
    batch =
        new OneInputStreamOperatorTestHarness<>(new BatchMutations(words(shards, Order.LOG), spec));
    batch.setup(new RecordSerializer<>(MutationBatchFormat.INSTANCE));
    batch.setProcessingTime(100);
    batch.open();
  }

  @AfterEach
  void close() throws Exception {
    batch.close();
  }

  @Test
  void leavesWhenItHasEnoughRows() throws Exception {
    add(put("a", 1, 1, 2, 3, 4));
    add(remove("b", 2));
    assertThat(batch.getOutput()).isEmpty();
    add(put("c", 3, 5, 6, 7, 8));
    MutationBatch full = (MutationBatch) single();
    assertThat(full.ids()).containsExactly("a", "b", "c");
    assertThat(full.puts()).containsExactly(true, false, true);
    assertThat(full.vectors()).startsWith(1, 2, 3, 4).endsWith(5, 6, 7, 8);
    assertThat(full.arrivedMillis()).isEqualTo(100);
  }

  @Test
  void leavesInRecordsSoSmallThatQueriesGetTheirTurn() throws Exception {
    open(1, new BatchSpec(10, MemorySize.parse("32 kb"), Duration.ofMillis(5)));
    for (int i = 0; i < 9; i++) {
      add(put("id" + i, i, 1, 2, 3, 4));
    }
    assertThat(batch.getOutput()).isEmpty();
    add(put("id9", 9, 1, 2, 3, 4));
    assertThat(batches()).extracting(MutationBatch::rows).containsExactly(4, 4, 2);
    assertThat(batches().get(2).ids()).containsExactly("id8", "id9");
    assertThat(batches()).extracting(MutationBatch::arrivedMillis).containsOnly(100L);
  }

  @Test
  void leavesWhenItHasEnoughBytes() throws Exception {
    open(1, new BatchSpec(1000, new MemorySize(150), Duration.ofMillis(5)));
    add(put("a", 1, 1, 2, 3, 4));
    assertThat(batch.getOutput()).isEmpty();
    add(put("b", 2, 1, 2, 3, 4));
    assertThat(batches()).hasSize(1);
  }

  @Test
  void leavesWhenItHasWaited() throws Exception {
    add(put("a", 1, 1, 2, 3, 4));
    batch.setProcessingTime(104);
    assertThat(batch.getOutput()).isEmpty();
    batch.setProcessingTime(105);
    assertThat(batches()).hasSize(1);
    add(put("b", 2, 1, 2, 3, 4));
    batch.setProcessingTime(110);
    assertThat(batches()).hasSize(2);
  }

  @Test
  void leavesBeforeAWatermark() throws Exception {
    add(put("a", 1, 1, 2, 3, 4));
    batch.processWatermark(new Watermark(7));
    assertThat(batch.getOutput()).hasSize(2).last().isEqualTo(new Watermark(7));
  }

  @Test
  void leavesBeforeTheStreamIsIdle() throws Exception {
    add(put("a", 1, 1, 2, 3, 4));
    batch.processWatermarkStatus(WatermarkStatus.IDLE);
    assertThat(batch.getOutput()).hasSize(2).last().isEqualTo(WatermarkStatus.IDLE);
  }

  @Test
  void leavesBeforeABarrierAndHasNoState() throws Exception {
    add(put("a", 1, 1, 2, 3, 4));
    batch.prepareSnapshotPreBarrier(1);
    assertThat(batches()).hasSize(1);
    var snapshot = batch.snapshot(1, 1);
    assertThat(snapshot.getManagedOperatorState()).isEmpty();
    assertThat(snapshot.getManagedKeyedState()).isEmpty();
  }

  @Test
  void leavesAtTheEndOfInput() throws Exception {
    add(put("a", 1, 1, 2, 3, 4));
    batch.endInput();
    assertThat(batches()).hasSize(1);
  }

  @Test
  void keepsTheOrderOfEachShard() throws Exception {
    open(4, new BatchSpec(7, MemorySize.parse("32 kb"), Duration.ofMillis(5)));
    for (int i = 0; i < 1000; i++) {
      add(i % 3 == 0 ? remove("id" + i % 50, i) : put("id" + i % 50, i, 1, 2, 3, 4));
    }
    batch.endInput();
    long[] last = {-1, -1, -1, -1};
    int rows = 0;
    for (MutationBatch each : batches()) {
      for (int row = 0; row < each.rows(); row++) {
        long position = each.orders()[row].position();
        assertThat(position).isGreaterThan(last[each.shard()]);
        last[each.shard()] = position;
        rows++;
      }
    }
    assertThat(rows).isEqualTo(1000);
  }

  @Test
  void crossesTheNetworkAsItIs() throws Exception {
    add(put("a", 1, 1, 2, 3, 4));
    add(remove("ö", 2));
    add(put("c", 3, 5, 6, 7, 8));
    MutationBatch sent = (MutationBatch) single();
    DataOutputSerializer out = new DataOutputSerializer(64);
    MutationBatchFormat.INSTANCE.writeVersioned(sent, out);
    MutationBatch received =
        MutationBatchFormat.INSTANCE.readVersioned(
            new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(received).usingRecursiveComparison().isEqualTo(sent);
  }

  private void add(Operation operation) throws Exception {
    batch.processElement(new StreamRecord<>(operation));
  }

  private Object single() {
    assertThat(batch.getOutput()).hasSize(1);
    return batches().get(0);
  }

  private List<MutationBatch> batches() {
    List<MutationBatch> batches = new ArrayList<>();
    for (Object each : batch.getOutput()) {
      if (each instanceof StreamRecord<?> record) {
        batches.add((MutationBatch) record.getValue());
      }
    }
    return batches;
  }
}
