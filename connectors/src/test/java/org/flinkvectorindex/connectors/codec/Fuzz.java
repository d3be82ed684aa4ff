package org.flinkvectorindex.connectors.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.record.Result;

/**
 * Sound messages of a codec, damaged at random: whatever the bytes, there is one outcome, no
 * exception, and every dead letter can be written.
 *
 * @param seeds changes and queries
 * @param piece what is put between their bytes
 * @param origin of the message of a number
 */
public record Fuzz(
    List<byte[]> seeds,
    Function<Random, byte[]> piece,
    LongFunction<Origin> origin,
    MutationDecoder mutations,
    QueryDecoder queries,
    Encoded encoded) {
  private static final int MESSAGES = 10_000;

  /** How the codec's own encoders write what is refused. */
  public interface Encoded {
    void requireLetter(DeadLetter letter, RawRecord raw, String as) throws Exception;

    void requireAnswer(Result.Failed answer, String as) throws Exception;
  }

  /** Both decoders see all messages; each lets some in and not all. */
  public void requireOneOutcomeEach() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int[] good = new int[2];
    for (int i = 0; i < MESSAGES; i++) {
      byte[] bytes = damaged(seeds.get(random.nextInt(seeds.size())), random);
      RawRecord raw =
          new RawRecord(
              Optional.of(bytes),
              random.nextInt(50) == 0 ? Optional.empty() : Optional.of(bytes),
              Map.of(),
              1_732_200_000_000L,
              origin.apply(i));
      String as = "seed %d, message %d: %s".formatted(seed, i, Arrays.toString(bytes));
      try {
        good[0] += requireOne(mutations.decode(raw), raw, as);
        good[1] += requireOne(queries.decode(raw), raw, as);
      } catch (RuntimeException e) {
        throw new AssertionError(as, e);
      }
    }
    assertThat(good[0]).as("mutations accepted, seed %d", seed).isBetween(1, MESSAGES - 1);
    assertThat(good[1]).as("queries accepted, seed %d", seed).isBetween(1, MESSAGES - 1);
  }

  private int requireOne(Decoded<?> decoded, RawRecord raw, String as) throws Exception {
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
    assertThat(letter.detail()).as(as).isNotEmpty().hasSizeLessThan(513);
    encoded.requireLetter(letter, raw, as);
    if (decoded instanceof Decoded.Refused<?> refused) {
      encoded.requireAnswer(refused.answer(), as);
    }
    return 0;
  }

  private byte[] damaged(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    for (int edits = random.nextInt(4); edits > 0 && bytes.length > 0; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes = Arrays.copyOf(bytes, at);
        case 2 -> bytes = spliced(bytes, at, at + 1 + random.nextInt(8), new byte[0]);
        case 3 -> bytes = spliced(bytes, at, at, piece.apply(random));
        default -> bytes = spliced(bytes, at, at + 3, piece.apply(random));
      }
    }
    return bytes;
  }

  /** With an insert in place of the bytes between. */
  private static byte[] spliced(byte[] bytes, int from, int to, byte[] insert) {
    int end = Math.min(bytes.length, to);
    byte[] result = new byte[from + insert.length + bytes.length - end];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(insert, 0, result, from, insert.length);
    System.arraycopy(bytes, end, result, from + insert.length, bytes.length - end);
    return result;
  }
}
