package org.flinkvectorindex.connectors.protobuf;

import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.OrderKey;

/** Applied changes as messages, without their vectors. */
public final class ProtobufChangeEncoder implements Encoder<Change> {
  private static final long serialVersionUID = 1L;

  @Override
  public byte[] encode(Change change) {
    return Records.Change.newBuilder()
        .setOp(
            change instanceof Change.Upserted ? Records.Change.Op.UPSERT : Records.Change.Op.DELETE)
        .setCollection(change.collection())
        .setId(change.id())
        .setOrder(message(change.order()))
        .setTs(change.ts())
        .setShard(change.shard())
        .build()
        .toByteArray();
  }

  private static Records.Change.Order message(OrderKey order) {
    return Records.Change.Order.newBuilder()
        .setValue(order.value())
        .setSource(order.source())
        .setPartition(order.partition())
        .setPosition(order.position())
        .setPart(order.part())
        .build();
  }
}
