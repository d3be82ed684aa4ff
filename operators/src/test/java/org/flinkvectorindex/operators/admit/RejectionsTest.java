package org.flinkvectorindex.operators.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.operators.Samples.collection;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.flinkvectorindex.operators.collection.Order;
import org.junit.jupiter.api.Test;

class RejectionsTest {

  @Test
  void countsByCollectionAndReason() {
    Map<String, Counter> counters = new TreeMap<>();
    Rejections rejections = new Rejections(new Recorded("", counters));
    Optional<CollectionSpec> words = Optional.of(collection("words", 2, Order.LOG, Metric.L2));
    rejections.count(words, Reason.ZERO_NORM);
    rejections.count(words, Reason.ZERO_NORM);
    rejections.count(words, Reason.MISSING_FIELD);
    rejections.count(Optional.empty(), Reason.MALFORMED);

    assertThat(
            counters.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().getCount())))
        .isEqualTo(
            Map.of(
                "rejected", 4L,
                "collection=words reason=ZERO_NORM rejected", 2L,
                "collection=words reason=MISSING_FIELD rejected", 1L,
                "collection=(none) reason=MALFORMED rejected", 1L));
  }

  /** Keeps counters by the groups that they are in. */
  private static final class Recorded extends UnregisteredMetricsGroup {
    private final String groups;
    private final Map<String, Counter> counters;

    Recorded(String groups, Map<String, Counter> counters) {
      this.groups = groups;
      this.counters = counters;
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return new Recorded(groups + key + "=" + value + " ", counters);
    }

    @Override
    public Counter counter(String name) {
      Counter counter = new SimpleCounter();
      assertThat(counters.put(groups + name, counter)).as("registered once").isNull();
      return counter;
    }
  }
}
