package org.flinkvectorindex.connectors.source;

import java.time.Duration;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Query;

/**
 * Event time of each partition: the greatest timestamp of an accepted record, less the
 * out-of-orderness. What was not accepted, or is further ahead than the limits allow, moves no
 * watermark and doesn't make an idle partition a busy one.
 */
public final class Watermarks {
  private Watermarks() {}

  /**
   * @param idleness after which a partition without accepted records holds nothing up
   */
  public static WatermarkStrategy<Decoded<Mutation>> mutations(
      Duration outOfOrderness, Duration idleness, Limits limits) {
    return strategy(Mutation::ts, outOfOrderness, idleness, limits);
  }

  /** As for mutations, by the broker's timestamps. */
  public static WatermarkStrategy<Decoded<Query>> queries(
      Duration outOfOrderness, Duration idleness, Limits limits) {
    return strategy(Query::ts, outOfOrderness, idleness, limits);
  }

  /**
   * For history that is read beside what is live, and for control records: they say nothing of the
   * time, neither holding the watermark back while they are read nor making late what is not.
   */
  public static <T> WatermarkStrategy<T> none() {
    return WatermarkStrategy.forGenerator(context -> new Idle<>());
  }

  private static final class Idle<T> implements WatermarkGenerator<T> {
    @Override
    public void onEvent(T record, long ts, WatermarkOutput output) {}

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      output.markIdle();
    }
  }

  private static <T> WatermarkStrategy<Decoded<T>> strategy(
      SerializableTime<T> time, Duration outOfOrderness, Duration idleness, Limits limits) {
    WatermarkStrategy<Decoded<T>> bounded =
        WatermarkStrategy.<Decoded<T>>forBoundedOutOfOrderness(outOfOrderness)
            .withIdleness(idleness);
    return WatermarkStrategy.<Decoded<T>>forGenerator(
            context -> new OfAccepted<>(bounded.createWatermarkGenerator(context), limits))
        .withTimestampAssigner(
            (decoded, brokers) ->
                decoded instanceof Decoded.Accepted<T> accepted
                    ? time.applyAsLong(accepted.record())
                    : brokers);
  }

  private interface SerializableTime<T> extends ToLongFunction<T>, java.io.Serializable {}

  private static final class OfAccepted<T> implements WatermarkGenerator<Decoded<T>> {
    private final WatermarkGenerator<Decoded<T>> generator;
    private final Limits limits;

    OfAccepted(WatermarkGenerator<Decoded<T>> generator, Limits limits) {
      this.generator = generator;
      this.limits = limits;
    }

    @Override
    public void onEvent(Decoded<T> decoded, long ts, WatermarkOutput output) {
      if (decoded instanceof Decoded.Accepted<T> && limits.believable(ts)) {
        generator.onEvent(decoded, ts, output);
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      generator.onPeriodicEmit(output);
    }
  }
}
