package org.flinkvectorindex.connectors.protobuf;

import com.google.protobuf.ByteString;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Origin;

/** Dead letters as messages. */
public final class ProtobufDeadLetterEncoder implements Encoder<DeadLetter> {
  private static final long serialVersionUID = 1L;

  @Override
  public byte[] encode(DeadLetter letter) {
    Records.DeadLetter.Builder message =
        Records.DeadLetter.newBuilder()
            .setReason(Records.DeadLetter.Reason.valueOf(letter.reason().name()))
            .setDetail(letter.detail())
            .setOrigin(message(letter.origin()))
            .setRaw(ByteString.copyFrom(letter.raw()))
            .setRawBytes(letter.rawBytes())
            .setTruncated(letter.truncated())
            .putAllHeaders(letter.headers())
            .setTs(letter.ts());
    letter.key().map(ByteString::copyFrom).ifPresent(message::setKey);
    return message.build().toByteArray();
  }

  private static Records.DeadLetter.Origin message(Origin origin) {
    Records.DeadLetter.Origin.Builder message = Records.DeadLetter.Origin.newBuilder();
    if (origin instanceof Origin.Kafka kafka) {
      message
          .getKafkaBuilder()
          .setTopic(kafka.topic())
          .setPartition(kafka.partition())
          .setOffset(kafka.offset());
    } else if (origin instanceof Origin.Pulsar pulsar) {
      message
          .getPulsarBuilder()
          .setTopic(pulsar.topic())
          .setPartition(pulsar.partition())
          .setMessageId(pulsar.messageId());
    } else if (origin instanceof Origin.File file) {
      message.getFileBuilder().setPath(file.path()).setLine(file.line());
    }
    return message.build();
  }
}
