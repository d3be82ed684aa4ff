package org.flinkvectorindex.jobs.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.flinkvectorindex.operators.IndexFlow;
import org.flinkvectorindex.operators.collection.CollectionSpec;
import org.junit.jupiter.api.Test;

class FlowOptionsTest {
  private static final String JOB =
      """
      name: words-index
      collections:
        - {name: words, dimension: 100, tombstone: {retention: 2 h}}
      vectors:
        - {type: kafka, bootstrap-servers: "k:1", topics: [vectors], group-id: words}
      queries:
        - {type: kafka, bootstrap-servers: "k:1", topics: [queries], group-id: words}
      results: {type: kafka, bootstrap-servers: "k:1", topic: results}
      dead-letters: {type: kafka, bootstrap-servers: "k:1", topic: dead}
      """;

  /** Or history would bring back what was deleted while it was read. */
  @Test
  void deletesAreRememberedAsLongAsThereIsABackfill() {
    assertThat(words(Map.of()).tombstoneRetention()).isEqualTo(Duration.ofHours(2));
    assertThat(
            words(Map.of("backfill.name", "archive", "backfill.files", "/a.jsonl"))
                .tombstoneRetention())
        .isEqualTo(CollectionSpec.FOREVER);
  }

  /** Created collections are held to it at each start. */
  @Test
  void historyCountsAsATopic() {
    assertThat(options(Map.of()).topics()).isEqualTo(1);
    assertThat(options(Map.of("vectors.0.topics", "a,b")).topics()).isEqualTo(2);
    assertThat(options(Map.of("backfill.name", "archive", "backfill.files", "/a.jsonl")).topics())
        .isEqualTo(2);
  }

  private static CollectionSpec words(Map<String, String> settings) {
    return options(settings).catalog().get("words").spec();
  }

  private static IndexFlow.Options options(Map<String, String> settings) {
    return FlowOptions.of(JobConfiguration.parse(JOB, settings, Map.of()));
  }
}
