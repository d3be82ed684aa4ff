package org.flinkvectorindex.connectors.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.StatisticsSamples;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.redis.CacheEntry;
import org.flinkvectorindex.connectors.redis.CacheEntryFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordFormatsTest {
  private static final String LONG = "é😀".repeat(40_000);
  private static final float[] VECTOR = {1f, -2.5f, Float.MIN_VALUE, -0f};
  private static final Origin KAFKA = new Origin.Kafka("vectors", 3, Long.MAX_VALUE);
  private static final Origin PULSAR =
      new Origin.Pulsar("persistent://public/default/v", 1, Long.MAX_VALUE, 7, -1);
  private static final Origin FILE = new Origin.File("a/b.json", 7);
  private static final OrderKey ORDER = new OrderKey(-5, "vectors", 3, 42, 1);
  private static final RawRecord RAW =
      new RawRecord(
          Optional.of(new byte[] {1}), Optional.of(new byte[] {2, 3}), Map.of("h", LONG), 5, KAFKA);
  private static final RawRecord NULL_VALUE =
      new RawRecord(Optional.empty(), Optional.empty(), Map.of(), -1, FILE);
  private static final Mutation UPSERT =
      new Mutation.Upsert(
          "c",
          "i",
          VECTOR,
          Optional.of(LONG),
          9,
          OptionalLong.of(3),
          Optional.of(Duration.ofMillis(1)),
          KAFKA);
  private static final Mutation BARE_UPSERT =
      new Mutation.Upsert(
          "c",
          "i",
          new float[0],
          Optional.empty(),
          9,
          OptionalLong.empty(),
          Optional.empty(),
          FILE);
  private static final Mutation DELETE =
      new Mutation.Delete("c", "i", 9, OptionalLong.of(0), KAFKA);
  private static final Query NEAREST =
      new Query(
          "q",
          "c",
          new Query.Target.Nearest(VECTOR),
          10,
          OptionalInt.of(64),
          EnumSet.of(Query.Include.VECTOR),
          Optional.of(Duration.ofMillis(200)),
          1,
          KAFKA);
  private static final Query BY_IDS =
      new Query(
          "q",
          "c",
          new Query.Target.ByIds(List.of("a", "b")),
          10,
          OptionalInt.empty(),
          EnumSet.noneOf(Query.Include.class),
          Optional.empty(),
          1,
          KAFKA);
  private static final Result ANSWER =
      new Result.Answer(
          "q",
          "c",
          List.of(
              new Result.Hit("a", 0.5f, Optional.of("{}"), Optional.of(VECTOR)),
              new Result.Hit("b", 1f, Optional.empty(), Optional.empty())),
          10,
          false,
          8,
          7,
          "hnsw",
          OptionalLong.of(3),
          812,
          "hash",
          ORDER);

  private record Sample<T>(RecordFormat<T> format, T record) {}

  static Stream<Sample<?>> samples() {
    List<Sample<?>> samples = new ArrayList<>();
    for (Origin origin : List.of(KAFKA, PULSAR, FILE)) {
      samples.add(new Sample<>(OriginFormat.INSTANCE, origin));
    }
    samples.add(new Sample<>(OrderKeyFormat.INSTANCE, ORDER));
    for (RawRecord raw : List.of(RAW, NULL_VALUE)) {
      samples.add(new Sample<>(RawRecordFormat.INSTANCE, raw));
    }
    for (Mutation mutation : List.of(UPSERT, BARE_UPSERT, DELETE)) {
      samples.add(new Sample<>(MutationFormat.INSTANCE, mutation));
    }
    for (Query query : List.of(NEAREST, BY_IDS)) {
      samples.add(new Sample<>(QueryFormat.INSTANCE, query));
    }
    samples.add(new Sample<>(ResultFormat.INSTANCE, ANSWER));
    for (Result.Code code : Result.Code.values()) {
      samples.add(new Sample<>(ResultFormat.INSTANCE, new Result.Failed("q", code, LONG)));
    }
    for (DeadLetter.Reason reason : DeadLetter.Reason.values()) {
      samples.add(new Sample<>(DeadLetterFormat.INSTANCE, DeadLetter.of(reason, "why", RAW)));
    }
    samples.add(
        new Sample<>(
            ChangeFormat.INSTANCE,
            new Change.Upserted("c", "i", ORDER, 4, 2, VECTOR, Optional.of("{}"), true)));
    samples.add(new Sample<>(ChangeFormat.INSTANCE, new Change.Deleted("c", "i", ORDER, 4, 2)));
    DeadLetter letter = DeadLetter.of(DeadLetter.Reason.BAD_QUERY, "why", NULL_VALUE);
    samples.add(
        new Sample<>(DecodedMutationFormat.INSTANCE, new Decoded.Accepted<>(UPSERT, RAW, 2)));
    samples.add(new Sample<>(DecodedMutationFormat.INSTANCE, new Decoded.Rejected<>(letter)));
    samples.add(
        new Sample<>(
            DecodedQueryFormat.INSTANCE,
            new Decoded.Refused<>(new Result.Failed("q", Result.Code.UNSUPPORTED, "why"), letter)));
    samples.add(
        new Sample<>(
            CacheEntryFormat.INSTANCE,
            new CacheEntry.PutVector("c", "i", VECTOR, Optional.of("{}"), ORDER, 4)));
    samples.add(
        new Sample<>(CacheEntryFormat.INSTANCE, new CacheEntry.DeleteVector("c", "i", ORDER, 4)));
    samples.add(
        new Sample<>(
            CacheEntryFormat.INSTANCE,
            new CacheEntry.PutResult("c", "h", new byte[] {1, 2}, ORDER, 4)));
    samples.add(
        new Sample<>(
            CacheEntryFormat.INSTANCE,
            new CacheEntry.PutWindow("c", "w", 5, Optional.of("en"), new byte[] {1, 2}, ORDER, 4)));
    samples.add(
        new Sample<>(
            WindowStatisticsFormat.INSTANCE,
            StatisticsSamples.full(new WindowStatistics.Standing.Revision(3), 21)));
    for (WindowStatistics.Kind kind : WindowStatistics.Kind.values()) {
      samples.add(
          new Sample<>(
              WindowStatisticsFormat.INSTANCE,
              StatisticsSamples.bare(kind, new WindowStatistics.Standing.ReplacedBy(7))));
    }
    samples.add(
        new Sample<>(
            WindowStatisticsFormat.INSTANCE,
            StatisticsSamples.bare(
                WindowStatistics.Kind.GLOBAL, new WindowStatistics.Standing.Late())));
    return samples.stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  <T> void comesBackEqualThroughARestoredSerializer(Sample<T> sample) throws IOException {
    RecordSerializer<T> serializer = new RecordSerializer<>(sample.format());
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(sample.record(), out);

    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    T back = restored(serializer).deserialize(in);

    assertThat(back).usingRecursiveComparison().isEqualTo(sample.record());
    assertThat(in.available()).isZero();
  }

  /** In memory, as RocksDB does, and in a stream, as the heap does. */
  @ParameterizedTest
  @MethodSource("samples")
  <T> void whatIsCheckedComesBackAndIsToldWhereABitTurnedOver(Sample<T> sample) throws IOException {
    RecordSerializer<T> checked = RecordSerializer.checked(sample.format());
    DataOutputSerializer memory = new DataOutputSerializer(8);
    memory.writeByte(5); // Of something before.
    checked.serialize(sample.record(), memory);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    checked.serialize(sample.record(), new DataOutputViewStreamWrapper(stream));
    byte[] bytes = stream.toByteArray();
    assertThat(Arrays.copyOfRange(memory.getCopyOfBuffer(), 1, memory.length())).isEqualTo(bytes);

    for (TypeSerializer<T> reader :
        List.of(checked, restored(checked), new RecordSerializer<>(sample.format()))) {
      assertThat(reader.deserialize(new DataInputDeserializer(bytes)))
          .usingRecursiveComparison()
          .isEqualTo(sample.record());
      assertThat(reader.deserialize(streamOf(bytes)))
          .usingRecursiveComparison()
          .isEqualTo(sample.record());
    }
    int step = 1 + bytes.length / 200; // One of the samples is long.
    for (int at = 0; at < bytes.length; at += step) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= 1;
      assertThatThrownBy(() -> checked.deserialize(new DataInputDeserializer(flipped)))
          .as("byte %d", at)
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> checked.deserialize(streamOf(flipped)))
          .as("byte %d of a stream", at)
          .isInstanceOf(IOException.class);
    }
  }

  /** What was in state before it was checked. */
  @ParameterizedTest
  @MethodSource("samples")
  <T> void whatWasNotCheckedIsRead(Sample<T> sample) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    new RecordSerializer<>(sample.format()).serialize(sample.record(), out);
    assertThat(
            RecordSerializer.checked(sample.format())
                .deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .usingRecursiveComparison()
        .isEqualTo(sample.record());
  }

  private static DataInputView streamOf(byte[] bytes) {
    return new DataInputViewStreamWrapper(new ByteArrayInputStream(bytes));
  }

  @ParameterizedTest
  @MethodSource("samples")
  <T> void refusesAVersionFromTheFuture(Sample<T> sample) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    new RecordSerializer<>(sample.format()).serialize(sample.record(), out);
    byte[] bytes = out.getCopyOfBuffer();
    bytes[0] = 99;

    assertThatThrownBy(
            () ->
                new RecordSerializer<>(sample.format())
                    .deserialize(new DataInputDeserializer(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s has version 99, this release reads 1 to %d",
            sample.format().type().getSimpleName(), sample.format().version());
  }

  @Test
  void refusesACodeFromTheFuture() {
    byte[] bytes = {1, 77};

    assertThatThrownBy(() -> OriginFormat.INSTANCE.readVersioned(new DataInputDeserializer(bytes)))
        .hasMessage("Origin has no code 77");
  }

  private static <T> TypeSerializer<T> restored(TypeSerializer<T> serializer) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    return TypeSerializerSnapshot.<T>readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()),
            RecordFormatsTest.class.getClassLoader())
        .restoreSerializer();
  }
}
