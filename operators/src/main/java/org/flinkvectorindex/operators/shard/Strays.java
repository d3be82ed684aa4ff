package org.flinkvectorindex.operators.shard;

import java.util.HashSet;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.flinkvectorindex.operators.StageMetric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes and queries of collections that are configured no more: they were on their way in the
 * unaligned checkpoint that the job was started from. They go with their collection, counted.
 */
final class Strays {
  private static final Logger LOG = LoggerFactory.getLogger(Strays.class);

  private final Counter counted;
  private final Set<String> told = new HashSet<>();

  Strays(MetricGroup group) {
    counted = StageMetric.STRAYS.counter(group);
  }

  void passOver(String collection, int records) {
    counted.inc(records);
    if (told.add(collection)) {
      LOG.warn("What was on its way to {} is passed over: no such collection.", collection);
    }
  }
}
