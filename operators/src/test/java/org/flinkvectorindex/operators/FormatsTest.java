package org.flinkvectorindex.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flinkvectorindex.operators.Samples.byIds;
import static org.flinkvectorindex.operators.Samples.nearest;
import static org.flinkvectorindex.operators.Samples.order;
import static org.flinkvectorindex.operators.Samples.put;
import static org.flinkvectorindex.operators.Samples.remove;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;
import org.flinkvectorindex.index.id.IdHash;
import org.flinkvectorindex.operators.admit.AdmittedQuery;
import org.flinkvectorindex.operators.admit.AdmittedQueryFormat;
import org.flinkvectorindex.operators.admit.Operation;
import org.flinkvectorindex.operators.admit.OperationFormat;
import org.flinkvectorindex.operators.admit.Refusal;
import org.flinkvectorindex.operators.admit.RefusalFormat;
import org.flinkvectorindex.operators.batch.MutationBatch;
import org.flinkvectorindex.operators.batch.MutationBatchFormat;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.CollectionSpecFormat;
import org.flinkvectorindex.operators.collection.Directory;
import org.flinkvectorindex.operators.collection.DirectoryFormat;
import org.flinkvectorindex.operators.collection.Order;
import org.flinkvectorindex.operators.decide.Control;
import org.flinkvectorindex.operators.decide.ControlFormat;
import org.flinkvectorindex.operators.recall.CheckedAnswer;
import org.flinkvectorindex.operators.recall.CheckedAnswerFormat;
import org.flinkvectorindex.operators.recall.RecallSample;
import org.flinkvectorindex.operators.recall.RecallSampleFormat;
import org.flinkvectorindex.operators.scatter.ShardQuery;
import org.flinkvectorindex.operators.scatter.ShardQueryFormat;
import org.flinkvectorindex.operators.shard.Built;
import org.flinkvectorindex.operators.shard.ContentHash;
import org.flinkvectorindex.operators.shard.IdHashFormat;
import org.flinkvectorindex.operators.shard.PartialAnswer;
import org.flinkvectorindex.operators.shard.PartialAnswerFormat;
import org.flinkvectorindex.operators.shard.ShardMeta;
import org.flinkvectorindex.operators.shard.ShardMetaFormat;
import org.flinkvectorindex.operators.shard.Tombstone;
import org.flinkvectorindex.operators.shard.TombstoneFormat;
import org.flinkvectorindex.operators.shard.TombstoneTime;
import org.flinkvectorindex.operators.shard.TombstoneTimeFormat;
import org.flinkvectorindex.operators.shard.VectorRecord;
import org.flinkvectorindex.operators.shard.VectorRecordFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read back, and version 1 in state is what it was. */
class FormatsTest {
  private static final ShardMeta META =
      new ShardMeta(
          new byte[] {1, 2},
          new ContentHash(3, 4),
          5,
          6,
          7,
          8,
          OptionalLong.of(9),
          Optional.of("2"),
          Optional.of(new Built(100, Metric.IP, Optional.of(Order.VERSION))),
          10);

  /** Its bytes in version 3, without the version. */
  private static final String META_3 =
      "00000002010200000000000000030000000000000004000000000000000500000000000000060000000000000007000000000000000801000000000000000901000000013201000000640301030000000a";

  private static final VectorRecord VECTOR =
      new VectorRecord(
          "größe",
          order(3),
          4,
          OptionalLong.of(5),
          Optional.of("{}"),
          new float[] {1, -0f, Float.MIN_VALUE});

  private static final Duration DAY = Duration.ofDays(1);

  private static final CollectionSpec CREATED =
      new CollectionSpec(
          "c",
          3,
          Order.VERSION,
          new IndexSpec(
              new Structure.Auto(new Structure.Ivf(5, 6)),
              7,
              Metric.COSINE,
              0.25,
              new Quantizer(Quantizer.Kind.RABITQ, 2, 8, Quantizer.Originals.STORE)),
          9,
          DAY,
          DAY.multipliedBy(30));

  record Case<T>(RecordFormat<T> format, T record) {}

  static Stream<Case<?>> records() {
    Operation put = put("a", 1, 1, 2, 3, 4);
    return Stream.of(
        new Case<>(OperationFormat.INSTANCE, put),
        new Case<>(OperationFormat.INSTANCE, remove("a", 1)),
        new Case<>(OperationFormat.INSTANCE, new Operation.Drop("words", 8)),
        new Case<>(
            OperationFormat.INSTANCE,
            new Operation.Remove("words", "a", order(1), 2, Optional.of(CREATED))),
        new Case<>(
            MutationBatchFormat.INSTANCE,
            new MutationBatch(
                "words/0#1",
                "words",
                0,
                2,
                new boolean[] {true},
                new String[] {"a"},
                new OrderKey[] {order(1)},
                new long[] {3},
                new long[] {4},
                new String[] {""},
                new float[] {1, 2},
                5,
                Optional.of(CREATED),
                OptionalInt.of(8))),
        new Case<>(CollectionSpecFormat.INSTANCE, CREATED),
        new Case<>(
            CollectionSpecFormat.INSTANCE,
            new CollectionSpec(
                "d",
                1,
                Order.TIME,
                new IndexSpec(
                    new Structure.Ivf(5, 6),
                    2,
                    Metric.L2,
                    1,
                    new Quantizer(Quantizer.Kind.PQ, 2, 0, Quantizer.Originals.HEAP)),
                3,
                DAY)),
        new Case<>(
            CollectionSpecFormat.INSTANCE,
            new CollectionSpec(
                "b", 1, Order.LOG, new IndexSpec(new Structure.Flat(), 1, Metric.IP, 1), 0, DAY)),
        new Case<>(
            DirectoryFormat.INSTANCE,
            new Directory(7, Map.of("c", CREATED), Map.of("a", "c"), Map.of("d", 3, "e", 4))),
        new Case<>(ControlFormat.INSTANCE, new Control.Create(CREATED)),
        new Case<>(ControlFormat.INSTANCE, new Control.Alias("a", "c")),
        new Case<>(ControlFormat.INSTANCE, new Control.Unalias("a")),
        new Case<>(ControlFormat.INSTANCE, new Control.Drop("c")),
        new Case<>(
            AdmittedQueryFormat.INSTANCE,
            new AdmittedQuery("q", nearest(1, 2, 1, 2), 8, 99, "c", Optional.of(CREATED), true)),
        new Case<>(
            ShardQueryFormat.INSTANCE,
            new ShardQuery("c/0#1", 0, "q", 64, byIds(1, "a"), Optional.of(CREATED), true)),
        new Case<>(RefusalFormat.INSTANCE, new Refusal("words", "STALE", 5)),
        new Case<>(
            AdmittedQueryFormat.INSTANCE, new AdmittedQuery("q", nearest(1, 2, 1, 2), 8, 99)),
        new Case<>(
            ShardQueryFormat.INSTANCE, new ShardQuery("words/0#1", 0, "q", 64, byIds(1, "a"))),
        new Case<>(
            PartialAnswerFormat.INSTANCE,
            new PartialAnswer(
                "q",
                3,
                OptionalLong.empty(),
                List.of(
                    new Hit("a", 0.5f, Optional.of("{}"), Optional.of(new float[] {1})),
                    new Hit("b", 0.5f, Optional.empty(), Optional.empty())))),
        new Case<>(
            CheckedAnswerFormat.INSTANCE,
            new CheckedAnswer("q", "words", 1, 8, 10, new float[] {1}, new float[] {1, 2})),
        new Case<>(RecallSampleFormat.INSTANCE, new RecallSample("words", 0.9, 5)),
        new Case<>(VectorRecordFormat.INSTANCE, VECTOR),
        new Case<>(ShardMetaFormat.INSTANCE, META),
        new Case<>(IdHashFormat.INSTANCE, new IdHash(1, -2)),
        new Case<>(TombstoneFormat.INSTANCE, new Tombstone(order(3), 4)),
        new Case<>(TombstoneTimeFormat.INSTANCE, new TombstoneTime(-4, new IdHash(1, -2))));
  }

  @ParameterizedTest
  @MethodSource("records")
  <T> void isReadBack(Case<T> each) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(write(each));
    T read = each.format().readVersioned(in);
    assertThat(read).usingRecursiveComparison().isEqualTo(each.record());
    assertThat(in.available()).isZero();
  }

  @ParameterizedTest
  @MethodSource("records")
  <T> void aVersionOfALaterReleaseIsRefused(Case<T> each) throws IOException {
    byte[] bytes = write(each);
    int newest = each.format().version();
    bytes[0] = (byte) (newest + 1);
    assertThatThrownBy(() -> each.format().readVersioned(new DataInputDeserializer(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "has version %d, this release reads 1 to %d".formatted(newest + 1, newest));
  }

  /** It ended before what is fixed and the cursor of expiries. */
  @Test
  void whatACheckpointSaidOfAShardInVersion1IsRead() throws IOException {
    ShardMeta now =
        new ShardMeta(
            new byte[] {1},
            new ContentHash(3, 4),
            5,
            6,
            7,
            8,
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            0);
    byte[] bytes = write(new Case<>(ShardMetaFormat.INSTANCE, now));
    bytes[0] = 1;
    // A byte for what isn't there, an int and the checksum.
    var in = new DataInputDeserializer(bytes, 0, bytes.length - 9);
    assertThat(ShardMetaFormat.INSTANCE.readVersioned(in))
        .usingRecursiveComparison()
        .isEqualTo(now);
    assertThat(in.available()).isZero();
  }

  /** It ended before the order. */
  @Test
  void whatACheckpointSaidOfAShardInVersion2IsRead() throws IOException {
    ShardMeta now =
        new ShardMeta(
            new byte[] {1},
            new ContentHash(3, 4),
            5,
            6,
            7,
            8,
            OptionalLong.empty(),
            Optional.empty(),
            Optional.of(new Built(100, Metric.IP, Optional.empty())),
            9);
    byte[] bytes = withoutChecksum(now);
    bytes[0] = 2;
    // A byte for the order that isn't there, before an int.
    byte[] before = new byte[bytes.length - 1];
    System.arraycopy(bytes, 0, before, 0, before.length - Integer.BYTES);
    System.arraycopy(
        bytes, bytes.length - Integer.BYTES, before, before.length - Integer.BYTES, Integer.BYTES);
    var in = new DataInputDeserializer(before);
    assertThat(ShardMetaFormat.INSTANCE.readVersioned(in))
        .usingRecursiveComparison()
        .isEqualTo(now);
    assertThat(in.available()).isZero();
  }

  /** It ended before the checksum. */
  @Test
  void whatACheckpointSaidOfAShardInVersion3IsRead() throws IOException {
    byte[] bytes = withoutChecksum(META);
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("04" + META_3);
    bytes[0] = 3;
    var in = new DataInputDeserializer(bytes);
    assertThat(ShardMetaFormat.INSTANCE.readVersioned(in))
        .usingRecursiveComparison()
        .isEqualTo(META);
    assertThat(in.available()).isZero();
  }

  /** Savepoints hold these bytes. */
  @Test
  void whatACheckpointSaysOfAShardIsWhatItWas() throws IOException {
    assertThat(HexFormat.of().formatHex(write(new Case<>(ShardMetaFormat.INSTANCE, META))))
        .isEqualTo("04" + META_3 + "89c44dc7");
  }

  /** Whatever bit of it turns over: it is told, or it made no difference. */
  @Test
  void oneFlippedBitOfWhatIsSaidOfAShardIsTold() throws IOException {
    byte[] bytes = write(new Case<>(ShardMetaFormat.INSTANCE, META));
    int refused = 0;
    for (int bit = 8; bit < 8 * bytes.length; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(ShardMetaFormat.INSTANCE.readVersioned(new DataInputDeserializer(flipped)))
            .as("bit %d", bit)
            .usingRecursiveComparison()
            .isEqualTo(META);
      } catch (IOException told) {
        refused++;
      }
    }
    // Four bytes say whether something follows: of each, one bit does.
    assertThat(refused).isEqualTo(8 * (bytes.length - 1) - 4 * 7);
  }

  private static byte[] withoutChecksum(ShardMeta meta) throws IOException {
    byte[] bytes = write(new Case<>(ShardMetaFormat.INSTANCE, meta));
    return Arrays.copyOf(bytes, bytes.length - Integer.BYTES);
  }

  /** Savepoints hold these bytes. */
  @Test
  void aVectorInStateIsWhatItWas() throws IOException {
    assertThat(HexFormat.of().formatHex(write(new Case<>(VectorRecordFormat.INSTANCE, VECTOR))))
        .isEqualTo(
            "01000000076772c3b6c39f6501000000000000000300000007766563746f7273000000000000000000000003"
                + "00000000000000000000000401000000000000000501000000027b7d000000030000803f0000008001000000");
    assertThat(ContentHash.of(VECTOR)).hasToString("51187d2b4d2d5227b45c2f4b65ebc49f");
  }

  @Test
  void theOldestTombstoneHasTheLeastBytes() throws IOException {
    byte[][] bytes = new byte[3][];
    long[] times = {-5, 0, 7};
    for (int i = 0; i < 3; i++) {
      bytes[i] =
          write(
              new Case<>(
                  TombstoneTimeFormat.INSTANCE, new TombstoneTime(times[i], new IdHash(-i, i))));
    }
    assertThat(Arrays.compareUnsigned(bytes[0], bytes[1])).isNegative();
    assertThat(Arrays.compareUnsigned(bytes[1], bytes[2])).isNegative();
  }

  private static <T> byte[] write(Case<T> each) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    each.format().writeVersioned(each.record(), out);
    return out.getCopyOfBuffer();
  }
}
