package org.flinkvectorindex.jobs.preflight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers and the cache of a job whether they are there, before it is submitted: a clear
 * message now instead of a job that restarts on stack traces. Tries for a while, since they may be
 * starting too.
 */
public final class Preflight {
  private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private Preflight() {}

  /**
   * @throws UnreachableException naming everything that is away, with the reason
   */
  public static void check(JobOptions job) throws InterruptedException {
    if (job.preflight().patience().isZero()) {
      return;
    }
    List<Neighbour> neighbours =
        Stream.<Collection<? extends Neighbour>>of(
                KafkaNeighbour.of(job),
                TransactionNeighbour.of(job),
                ControlNeighbour.of(job),
                PulsarNeighbour.of(job),
                job.redis().map(RedisNeighbour::new).stream().toList())
            .<Neighbour>flatMap(Collection::stream)
            .toList();
    check(neighbours, job.preflight().patience());
  }

  private static void check(List<Neighbour> neighbours, Duration patience)
      throws InterruptedException {
    long started = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    for (int tries = 1; ; tries++) {
      List<String> away = away(neighbours);
      if (away.isEmpty()) {
        return;
      }
      Duration passed = Duration.ofNanos(System.nanoTime() - started);
      if (passed.plus(pause).compareTo(patience) > 0) {
        throw new UnreachableException(tries, passed, away);
      }
      LOG.warn("Trying again in {} ms: {}", pause.toMillis(), String.join("; ", away));
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  private static List<String> away(List<Neighbour> neighbours) throws InterruptedException {
    List<String> away = new ArrayList<>();
    for (Neighbour neighbour : neighbours) {
      neighbour.missing().ifPresent(why -> away.add(neighbour.name() + ": " + why));
    }
    return away;
  }
}
