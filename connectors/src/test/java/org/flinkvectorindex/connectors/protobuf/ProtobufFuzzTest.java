package org.flinkvectorindex.connectors.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.junit.jupiter.api.Test;

/** Whatever the bytes: one outcome, no exception, and every dead letter can be written. */
class ProtobufFuzzTest {
  private static final int MESSAGES = 10_000;
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
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ProtobufMutationDecoder mutations =
        new ProtobufMutationDecoder(Limits.defaults(), Optional.of("words"));
    ProtobufQueryDecoder queries = new ProtobufQueryDecoder(Limits.defaults());
    int[] good = new int[2];
    for (int i = 0; i < MESSAGES; i++) {
      byte[] bytes = mutated(SEEDS.get(random.nextInt(SEEDS.size())), random);
      RawRecord raw =
          new RawRecord(
              Optional.of(bytes),
              random.nextInt(50) == 0 ? Optional.empty() : Optional.of(bytes),
              Map.of(),
              1_732_200_000_000L,
              new Origin.Pulsar("persistent://public/default/t", 0, 7, i, 3));
      String as = "seed %d, message %d: %s".formatted(seed, i, Arrays.toString(bytes));
      try {
        good[0] += check(mutations.decode(raw), raw, as);
        good[1] += check(queries.decode(raw), raw, as);
      } catch (RuntimeException e) {
        throw new AssertionError(as, e);
      }
    }
    assertThat(good[0]).as("mutations accepted, seed %d", seed).isBetween(1, MESSAGES - 1);
    assertThat(good[1]).as("queries accepted, seed %d", seed).isBetween(1, MESSAGES - 1);
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

  private static int check(Decoded<?> decoded, RawRecord raw, String as) throws Exception {
    if (decoded instanceof Decoded.Accepted<?> accepted) {
      assertThat(accepted.raw()).as(as).isSameAs(raw);
      if (accepted.record() instanceof Mutation mutation) {
        assertThat(mutation.id()).as(as).isNotEmpty().doesNotContain("{", "}");
      } else {
        assertThat(((Query) accepted.record()).queryId()).as(as).isNotEmpty();
      }
      return 1;
    }
    DeadLetter letter =
        decoded instanceof Decoded.Refused<?> refused
            ? refused.letter()
            : ((Decoded.Rejected<?>) decoded).letter();
    Records.DeadLetter written =
        Records.DeadLetter.parseFrom(new ProtobufDeadLetterEncoder().encode(letter));
    assertThat(written.getOrigin().getPulsar().getMessageId())
        .as(as)
        .isEqualTo(((Origin.Pulsar) raw.origin()).messageId());
    assertThat(written.getRaw().toByteArray()).as(as).isEqualTo(raw.value().orElse(new byte[0]));
    assertThat(written.getReason().name()).as(as).isEqualTo(letter.reason().name());
    assertThat(written.getDetail()).as(as).isNotEmpty().hasSizeLessThan(513);
    if (decoded instanceof Decoded.Refused<?> refused) {
      Records.Result answer =
          Records.Result.parseFrom(new ProtobufResultEncoder().encode(refused.answer()));
      assertThat(answer.getQueryId()).as(as).isEqualTo(refused.answer().queryId());
      assertThat(answer.getError().getCode().name())
          .as(as)
          .isEqualTo(refused.answer().code().name());
    }
    return 0;
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    for (int edits = random.nextInt(4); edits > 0 && bytes.length > 0; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes = Arrays.copyOf(bytes, at);
        case 2 ->
            bytes =
                spliced(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), new byte[0]);
        case 3 -> {
          byte[] piece = new byte[1 + random.nextInt(12)];
          random.nextBytes(piece);
          bytes = spliced(bytes, at, at, piece);
        }
        default -> bytes = spliced(bytes, at, at, "\u0000é{}\n".getBytes(UTF_8));
      }
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] insert) {
    byte[] result = new byte[from + insert.length + bytes.length - to];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(insert, 0, result, from, insert.length);
    System.arraycopy(bytes, to, result, from + insert.length, bytes.length - to);
    return result;
  }
}
