package org.flinkvectorindex.connectors.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.clock.RelativeClock;
import org.apache.flink.util.clock.SystemClock;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatermarksTest {
  private static final long NOW = 1_000_000;
  private static final Origin ORIGIN = new Origin.Kafka("t", 0, 0);

  private final Seen seen = new Seen();
  private WatermarkStrategy<Decoded<Mutation>> strategy;
  private WatermarkGenerator<Decoded<Mutation>> generator;

  @BeforeEach
  void openAsATaskDoes() throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    strategy =
        InstantiationUtil.clone(
            Watermarks.mutations(
                Duration.ofMillis(100),
                Duration.ofHours(1),
                new Limits(1_000, Duration.ofMillis(500), clock)));
    generator = strategy.createWatermarkGenerator(new Context());
  }

  @Test
  void followsAcceptedRecordsAtADistance() {
    feed(accepted(5_000));
    feed(accepted(4_000));

    assertThat(seen.watermark).isEqualTo(5_000 - 100 - 1);
  }

  @Test
  void rejectedRecordsMoveNothing() {
    feed(accepted(5_000));
    RawRecord raw = new RawRecord(Optional.empty(), Optional.empty(), Map.of(), 900_000, ORIGIN);
    feed(new Decoded.Rejected<>(DeadLetter.of(DeadLetter.Reason.MALFORMED, "why", raw)));

    assertThat(seen.watermark).isEqualTo(5_000 - 100 - 1);
  }

  @Test
  void whatIsTooFarAheadMovesNothing() {
    feed(accepted(NOW + 500));
    feed(accepted(NOW + 501));

    assertThat(seen.watermark).isEqualTo(NOW + 500 - 100 - 1);
  }

  private void feed(Decoded<Mutation> decoded) {
    long ts =
        strategy
            .createTimestampAssigner(UnregisteredMetricsGroup::new)
            .extractTimestamp(decoded, 900_000);
    generator.onEvent(decoded, ts, seen);
    generator.onPeriodicEmit(seen);
  }

  private static Decoded<Mutation> accepted(long ts) {
    RawRecord raw = new RawRecord(Optional.empty(), Optional.empty(), Map.of(), 900_000, ORIGIN);
    return new Decoded.Accepted<>(
        new Mutation.Delete("c", "i", ts, OptionalLong.empty(), ORIGIN), raw, 0);
  }

  private static final class Seen implements WatermarkOutput {
    private long watermark = Long.MIN_VALUE;

    @Override
    public void emitWatermark(Watermark watermark) {
      this.watermark = watermark.getTimestamp();
    }

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}
  }

  private static final class Context
      implements org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier.Context {

    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup();
    }

    public RelativeClock getInputActivityClock() {
      return SystemClock.getInstance();
    }
  }
}
