package org.flinkvectorindex.benchmarks.demo;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.flinkvectorindex.benchmarks.local.Messages;
import org.flinkvectorindex.connectors.local.LocalPulsar;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.pulsar.TopicNames;
import org.flinkvectorindex.connectors.record.Origin;

/** A topic without partitions, as Protobuf, several messages an entry. */
final class PulsarOutlet implements Outlet {
  private final PulsarClient client;
  private final Producer<byte[]> producer;

  PulsarOutlet(LocalPulsar pulsar) throws PulsarClientException {
    pulsar.createTopic(DemoJob.VECTORS);
    client = PulsarClient.builder().serviceUrl(pulsar.serviceUrl()).build();
    producer =
        client
            .newProducer()
            .topic(DemoJob.VECTORS)
            .batchingMaxPublishDelay(1, TimeUnit.MILLISECONDS)
            .blockIfQueueFull(true)
            .create();
  }

  @Override
  public CompletableFuture<Origin> send(Sent change) {
    Records.Mutation.Builder message =
        Records.Mutation.newBuilder()
            .setCollection(DemoJob.COLLECTION)
            .setId(change.id())
            .setTs(change.ts());
    if (change instanceof Sent.Put put) {
      message
          .setOp(Records.Mutation.Op.UPSERT)
          .setVectorBytes(ByteString.copyFrom(Messages.bytes(put.vector())));
      put.rank().ifPresent(rank -> message.setAttributes("{\"rank\":" + rank + "}"));
    } else {
      message.setOp(Records.Mutation.Op.DELETE);
    }
    return producer
        .newMessage()
        .key(change.id())
        .value(message.build().toByteArray())
        .sendAsync()
        .thenApply(id -> origin((MessageIdAdv) id));
  }

  private static Origin origin(MessageIdAdv id) {
    return new Origin.Pulsar(
        TopicNames.full(DemoJob.VECTORS), 0, id.getLedgerId(), id.getEntryId(), id.getBatchIndex());
  }

  @Override
  public void close() {
    try {
      producer.close();
      client.close();
    } catch (PulsarClientException e) {
      throw new UncheckedIOException(e);
    }
  }
}
