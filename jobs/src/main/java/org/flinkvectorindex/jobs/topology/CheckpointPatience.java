package org.flinkvectorindex.jobs.topology;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.util.TimeUtils;
import org.flinkvectorindex.connectors.kafka.KafkaSinks;
import org.flinkvectorindex.jobs.config.InvalidConfigurationException;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.Problem;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SinkOptions.Delivery;
import org.flinkvectorindex.jobs.preflight.Places;

/**
 * How long checkpoints may fail before the job does, where sinks write in transactions.
 *
 * <p>A transaction is begun while one checkpoint is taken, and ended when a later one is complete.
 * A sink whose Redis or broker is away holds the barrier, and checkpoints expire one after another,
 * while the other sinks have already handed over what they wrote. After the transactions' timeout
 * brokers give that up; when a checkpoint is complete at last Flink passes over transactions that
 * are gone, and goes on. So the job has to fail before: from the last complete checkpoint it writes
 * all of it again.
 *
 * @param timeout of one checkpoint
 * @param tolerable how many may fail in a row
 */
record CheckpointPatience(Duration timeout, int tolerable) {

  /**
   * A checkpoint expires after this part of a transaction: two in a row, the one before them, which
   * may have taken as long, and a savepoint that is asked for meanwhile, since they wait for it.
   */
  private static final int PARTS = 5;

  /**
   * @param transaction after which a broker gives up the first of the job's transactions
   * @param interval between checkpoints
   * @param pause after each at least
   * @param wanted what holds where transactions leave the time for it
   * @throws InvalidConfigurationException where they don't leave it for one checkpoint
   */
  static CheckpointPatience of(
      Duration transaction, Duration interval, Duration pause, CheckpointPatience wanted) {
    Duration timeout = least(wanted.timeout, transaction.dividedBy(PARTS));
    Duration whole = timeout.plus(pause);
    Duration period = whole.compareTo(interval) > 0 ? whole : interval;
    long periods = transaction.minus(timeout.multipliedBy(2)).dividedBy(period);
    if (periods < 1) {
      throw tooLong(pause, transaction);
    }
    return new CheckpointPatience(timeout, (int) Math.min(wanted.tolerable, periods - 1));
  }

  /** Of the sink whose transactions end first; empty where no sink writes in transactions. */
  static Optional<Duration> transaction(JobOptions job) {
    return Places.sinks(job).values().stream()
        .filter(sink -> sink.delivery() == Delivery.EXACTLY_ONCE)
        .map(sink -> KafkaSinks.transactionTimeout(Secret.reveal(sink.properties())))
        .min(Comparator.naturalOrder());
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static InvalidConfigurationException tooLong(Duration pause, Duration transaction) {
    return new InvalidConfigurationException(
        "the cluster's configuration",
        List.of(
            new Problem(
                CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS.key(),
                Optional.of(TimeUtils.formatWithHighestUnit(pause)),
                "so long that brokers would end transactions of %s before a checkpoint does"
                    .formatted(TimeUtils.formatWithHighestUnit(transaction)),
                Optional.of(
                    TimeUtils.formatWithHighestUnit(transaction.multipliedBy(2).dividedBy(PARTS))
                        + " or less"))));
  }
}
