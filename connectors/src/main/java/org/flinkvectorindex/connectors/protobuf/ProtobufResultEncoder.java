package org.flinkvectorindex.connectors.protobuf;

import org.flinkvectorindex.connectors.codec.AnswerLimit;
import org.flinkvectorindex.connectors.codec.Encoder;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.protobuf.v1.Records.Result.Error.Code;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Hit;

/** Results as messages; an answer that no broker would take becomes an error. */
public final class ProtobufResultEncoder implements Encoder<Result> {
  private static final long serialVersionUID = 1L;

  private final int maxBytes;

  public ProtobufResultEncoder() {
    this(AnswerLimit.DEFAULT_BYTES);
  }

  /**
   * @param maxBytes of one answer
   */
  public ProtobufResultEncoder(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public byte[] encode(Result result) {
    if (result instanceof Result.Answer answer) {
      Records.Result message = message(answer);
      return message.getSerializedSize() <= maxBytes
          ? message.toByteArray()
          : message(AnswerLimit.tooLarge(answer, maxBytes)).toByteArray();
    }
    return message((Result.Failed) result).toByteArray();
  }

  private static Records.Result message(Result.Answer answer) {
    Records.Result.AsOf.Builder asOf = Records.Result.AsOf.newBuilder();
    answer.watermark().ifPresent(asOf::setWatermark);
    Records.Result.Builder message =
        Records.Result.newBuilder()
            .setQueryId(answer.queryId())
            .setCollection(answer.collection())
            .setK(answer.k())
            .setComplete(answer.complete())
            .setShards(answer.shards())
            .setAnswered(answer.answered())
            .setSource("index")
            .setPlan(answer.plan())
            .setAsOf(asOf)
            .setTookUs(answer.tookMicros());
    if (!answer.from().equals(answer.collection())) {
      message.setFrom(answer.from());
    }
    for (Hit hit : answer.hits()) {
      message.addHits(message(hit));
    }
    return message.build();
  }

  private static Records.Result.Hit message(Hit hit) {
    Records.Result.Hit.Builder message =
        Records.Result.Hit.newBuilder().setId(hit.id()).setDistance(hit.distance());
    hit.attributes().ifPresent(message::setAttributes);
    if (hit.vector().isPresent()) {
      for (float component : hit.vector().get()) {
        message.addVector(component);
      }
    }
    return message.build();
  }

  private static Records.Result message(Result.Failed failed) {
    return Records.Result.newBuilder()
        .setQueryId(failed.queryId())
        .setError(
            Records.Result.Error.newBuilder()
                .setCode(Code.valueOf(failed.code().name()))
                .setDetail(failed.detail()))
        .build();
  }
}
