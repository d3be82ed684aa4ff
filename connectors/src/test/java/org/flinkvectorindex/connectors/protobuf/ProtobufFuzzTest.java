package org.flinkvectorindex.connectors.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.flinkvectorindex.connectors.codec.Fuzz;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.record.Result;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: one outcome, no exception, and every dead letter can be written. */
class ProtobufFuzzTest {
  private static final List<byte[]> SEEDS =
      List.of(
          Records.Mutation.newBuilder()
              .setOp(Records.Mutation.Op.UPSERT)
              .setCollection("words")
              .setId("king")
              .addVector(0.1f)
              .addVector(-2f)
              .setAttributes("{\"lang\":\"é\",\"tags\":[\"a\",1.50]}")
              .setTs(1_732_200_000_000L)
              .setVersion(3)
              .setTtlMs(86_400_000)
              .build()
              .toByteArray(),
          Records.Mutation.newBuilder()
              .setOp(Records.Mutation.Op.DELETE)
              .setCollection("c")
              .setId("i")
              .setVectorBytes(ByteString.copyFrom(new byte[8]))
              .build()
              .toByteArray(),
          Records.Query.newBuilder()
              .setQueryId("q1")
              .setCollection("words")
              .addVector(1)
              .setK(10)
              .setEf(64)
              .addInclude(Records.Query.Include.VECTOR)
              .setTimeoutMs(200)
              .build()
              .toByteArray(),
          Records.Query.newBuilder()
              .setQueryId("q2")
              .setCollection("words")
              .addIds("a")
              .addIds("b")
              .build()
              .toByteArray());

  @Test
  void alwaysExactlyOneOutcome() throws Exception {
    new Fuzz(
            SEEDS,
            ProtobufFuzzTest::piece,
            number -> new Origin.Pulsar("persistent://public/default/t", 0, 7, number, 3),
            new ProtobufMutationDecoder(Limits.defaults(), Optional.of("words")),
            new ProtobufQueryDecoder(Limits.defaults()),
            new Written())
        .requireOneOutcomeEach();
  }

  @Test
  void aQueryThatEndsTooSoonIsAnsweredUnderItsId() {
    byte[] whole = SEEDS.get(2);
    Decoded<Query> decoded =
        new ProtobufQueryDecoder(Limits.defaults())
            .decode(
                new RawRecord(
                    Optional.empty(),
                    Optional.of(Arrays.copyOf(whole, whole.length - 1)),
                    Map.of(),
                    0,
                    new Origin.Kafka("t", 0, 0)));

    assertThat(((Decoded.Refused<Query>) decoded).answer().queryId()).isEqualTo("q1");
  }

  private static byte[] piece(Random random) {
    byte[] piece = new byte[1 + random.nextInt(12)];
    random.nextBytes(piece);
    return random.nextBoolean() ? piece : "\u0000é{}\n".getBytes(UTF_8);
  }

  private static final class Written implements Fuzz.Encoded {
    @Override
    public void requireLetter(DeadLetter letter, RawRecord raw, String as) throws Exception {
      Records.DeadLetter written =
          Records.DeadLetter.parseFrom(new ProtobufDeadLetterEncoder().encode(letter));
      assertThat(written.getOrigin().getPulsar().getMessageId())
          .as(as)
          .isEqualTo(((Origin.Pulsar) raw.origin()).messageId());
      assertThat(written.getRaw().toByteArray()).as(as).isEqualTo(raw.value().orElse(new byte[0]));
      assertThat(written.getReason().name()).as(as).isEqualTo(letter.reason().name());
      assertThat(written.getDetail()).as(as).isEqualTo(letter.detail());
    }

    @Override
    public void requireAnswer(Result.Failed answer, String as) throws Exception {
      Records.Result written = Records.Result.parseFrom(new ProtobufResultEncoder().encode(answer));
      assertThat(written.getQueryId()).as(as).isEqualTo(answer.queryId());
      assertThat(written.getError().getCode().name()).as(as).isEqualTo(answer.code().name());
    }
  }
}
