package org.flinkvectorindex.connectors.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.connectors.record.StatisticsSamples;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.junit.jupiter.api.Test;

class ProtobufEncodersTest {
  private static final OrderKey ORDER = new OrderKey(5, "vectors", 3, 42, 1);

  @Test
  void writesAnAnswer() throws Exception {
    Hit full =
        new Hit("king", 0f, Optional.of("{\"rank\":1.50}"), Optional.of(new float[] {0.1f, -2f}));
    Hit bare = new Hit("queen", 0.25f, Optional.empty(), Optional.empty());

    assertThat(encoded(answer(List.of(full, bare), OptionalLong.of(99))))
        .isEqualTo(
            Records.Result.newBuilder()
                .setQueryId("q1")
                .setCollection("words")
                .addHits(
                    Records.Result.Hit.newBuilder()
                        .setId("king")
                        .setAttributes("{\"rank\":1.50}")
                        .addVector(0.1f)
                        .addVector(-2f))
                .addHits(Records.Result.Hit.newBuilder().setId("queen").setDistance(0.25f))
                .setK(10)
                .setComplete(true)
                .setShards(8)
                .setAnswered(8)
                .setSource("index")
                .setPlan("hnsw")
                .setAsOf(Records.Result.AsOf.newBuilder().setWatermark(99))
                .setTookUs(812)
                .build());
  }

  @Test
  void anAnswerThatNoBrokerTakesIsAnError() throws Exception {
    Hit large = new Hit("i", 1f, Optional.empty(), Optional.of(new float[1_000]));

    Records.Result result =
        encoded(answer(Collections.nCopies(1_000, large), OptionalLong.empty()));

    assertThat(result.getError().getCode()).isEqualTo(Records.Result.Error.Code.BAD_QUERY);
    assertThat(result.getHitsList()).isEmpty();
  }

  @Test
  void writesChanges() throws Exception {
    Change deleted = new Change.Deleted("c", "i", ORDER, 7, 2);

    assertThat(Records.Change.parseFrom(new ProtobufChangeEncoder().encode(deleted)))
        .isEqualTo(
            Records.Change.newBuilder()
                .setOp(Records.Change.Op.DELETE)
                .setCollection("c")
                .setId("i")
                .setOrder(
                    Records.Change.Order.newBuilder()
                        .setValue(5)
                        .setSource("vectors")
                        .setPartition(3)
                        .setPosition(42)
                        .setPart(1))
                .setTs(7)
                .setShard(2)
                .build());
  }

  @Test
  void writesStatistics() throws Exception {
    Records.Statistics full =
        Records.Statistics.parseFrom(
            new ProtobufStatisticsEncoder()
                .encode(StatisticsSamples.full(new WindowStatistics.Standing.Revision(3), 21)));
    assertThat(full.getWindow()).isEqualTo("w");
    assertThat(full.getGroup()).isEqualTo("en");
    assertThat(full.getRevision()).isEqualTo(3);
    assertThat(full.getRejectsMap()).isEqualTo(Map.of("STALE", 4L));
    assertThat(full.getIngestLagMs().getP99()).isEqualTo(4);
    assertThat(full.getVectors().getMeanList()).containsExactly(1f, 2f);
    assertThat(full.getDrift().getPrevious().getSpread()).isEqualTo(1.5);
    assertThat(full.getDrift().getFlagged()).isTrue();
    assertThat(full.getTopHits(0).getItem()).isEqualTo("king");
    assertThat(full.getRecall().getSamples()).isEqualTo(12);

    Records.Statistics bare =
        Records.Statistics.parseFrom(
            new ProtobufStatisticsEncoder()
                .encode(
                    StatisticsSamples.bare(
                        WindowStatistics.Kind.SESSION,
                        new WindowStatistics.Standing.ReplacedBy(7))));
    assertThat(bare.getReplacedBy()).isEqualTo(7);
    assertThat(bare.getType()).isEqualTo(Records.Statistics.Type.SESSION);
    assertThat(bare.hasVectors() || bare.hasDrift() || bare.hasGroup()).isFalse();
  }

  @Test
  void theSchemaHasEveryCodeAndReason() {
    assertThat(names(Records.Result.Error.Code.values())).containsAll(names(Result.Code.values()));
    assertThat(names(Records.DeadLetter.Reason.values()))
        .containsAll(names(DeadLetter.Reason.values()));
  }

  private static List<String> names(Enum<?>[] constants) {
    return Arrays.stream(constants).<String>map(Enum::name).toList();
  }

  private static Records.Result encoded(Result result) throws Exception {
    return Records.Result.parseFrom(new ProtobufResultEncoder().encode(result));
  }

  private static Result.Answer answer(List<Hit> hits, OptionalLong watermark) {
    return new Result.Answer(
        "q1", "words", hits, 10, true, 8, 8, "hnsw", watermark, 812, "hash", ORDER);
  }
}
