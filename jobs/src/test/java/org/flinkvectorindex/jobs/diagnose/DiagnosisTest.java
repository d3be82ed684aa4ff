package org.flinkvectorindex.jobs.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What figures mean: two samples, ten seconds apart, of a job of three tasks. */
class DiagnosisTest {
  private static final Sample.Checkpoints EVERY_TEN_SECONDS =
      new Sample.Checkpoints(10_000, 800, 40, 12, 0);

  private final Map<String, Double> source =
      values("accumulateBusyTimeMs", 1000, "accumulateIdleTimeMs", 9000);
  private final Map<String, Double> shard = values("accumulateBusyTimeMs", 1000);
  private final Map<String, Double> redis = values("accumulateBusyTimeMs", 1000);
  private Sample.Checkpoints checkpoints = EVERY_TEN_SECONDS;

  @Test
  void aJobThatKeepsUpIsNotLimited() {
    assertThat(diagnosis().limit()).isEmpty();
    assertThat(diagnosis().text()).contains("keeps up");
  }

  @Test
  void recordsThatWaitForAJobThatWaitsAreTheSources() {
    source.put("0.S.pendingRecords", 50_000.0);
    assertThat(diagnosis().limit()).contains(Limit.SOURCE);
    source.put("0.accumulateBusyTimeMs", 9900.0);
    source.put("0.accumulateIdleTimeMs", 0.0);
    assertThat(diagnosis().limit()).contains(Limit.ADMIT);
  }

  @Test
  void aBusySourceDecodesOrAdmits() {
    source.put("0.accumulateBusyTimeMs", 9500.0);
    source.put("0.accumulateIdleTimeMs", 500.0);
    source.put("0.S.deserializer.decode-nanos", 7e9);
    assertThat(diagnosis().limit()).contains(Limit.DECODE);
    assertThat(diagnosis().figures().get(Limit.DECODE).share()).isEqualTo(0.95);
    source.put("0.S.deserializer.decode-nanos", 3e9);
    assertThat(diagnosis().limit()).contains(Limit.ADMIT);
  }

  @Test
  void aBusyShardInsertsOrSearches() {
    shard.put("0.accumulateBusyTimeMs", 10000.0);
    shard.put("0.I.collection.words.insert-nanos", 4e9);
    shard.put("0.I.collection.others.insert-nanos", 3e9);
    shard.put("0.I.collection.words.search-nanos", 2e9);
    assertThat(diagnosis().limit()).contains(Limit.INSERT);
    shard.put("0.I.collection.words.search-nanos", 8e9);
    assertThat(diagnosis().limit()).contains(Limit.SEARCH);
  }

  @Test
  void whatHoldsTheOthersBackIsTheLimitAndNotWhatIsHeldBack() {
    redis.put("0.accumulateBusyTimeMs", 10000.0);
    shard.put("0.accumulateBackPressuredTimeMs", 8500.0);
    shard.put("0.accumulateBusyTimeMs", 1500.0);
    assertThat(diagnosis().limit()).contains(Limit.REDIS);
  }

  /** As Flink shows it for some seconds: a wait for room downstream still counts as work. */
  @Test
  void ofTwoThatAreAlwaysBusyTheOneDownstreamIsTheLimit() {
    redis.put("0.accumulateBusyTimeMs", 9900.0);
    shard.put("0.accumulateBusyTimeMs", 10000.0);
    assertThat(diagnosis().limit()).contains(Limit.REDIS);
    redis.put("0.accumulateBusyTimeMs", 9000.0);
    assertThat(diagnosis().limit()).contains(Limit.INSERT);
  }

  @Test
  void checkpointsLimitAJobThatStandsStillForThem() {
    checkpoints = new Sample.Checkpoints(1_000, 900, 850, 12, 3);
    assertThat(diagnosis().limit()).contains(Limit.CHECKPOINT);
    assertThat(diagnosis().figures().get(Limit.CHECKPOINT).text()).contains("3 failed of 15");
  }

  /** Rates are of the time between the samples, also where a restart began counters anew. */
  @Test
  void figuresAreRates() {
    shard.put("0.I.collection.words.inserts", 5_000.0);
    shard.put("0.I.collection.words.insert-nanos", 1e9);
    assertThat(diagnosis().figures().get(Limit.INSERT).text())
        .isEqualTo("500 changes/s, 200.0 µs each");
    assertThat(diagnosis().json()).contains("\"limit\":\"none\"").contains("\"insert\":0.100");
  }

  @Test
  void everyOptionThatIsNamedIsThere() throws Exception {
    String options =
        Files.readString(Path.of(System.getProperty("project.root"), "docs", "configuration.md"));
    Pattern option = Pattern.compile("`([^`]+)`");
    for (Limit limit : Limit.values()) {
      for (String change : limit.changes()) {
        Matcher named = option.matcher(change);
        while (named.find()) {
          assertThat(options).as(change).contains("| `" + named.group(1) + "` |");
        }
      }
    }
  }

  private Diagnosis diagnosis() {
    Sample before = sample(0, Map.of(), Map.of(), Map.of());
    return Diagnosis.of(new Change(before, sample(10_000_000_000L, source, shard, redis)));
  }

  /** Counters of the first sample are 0, and what waits in the topic waited then too. */
  private Sample sample(
      long nanos,
      Map<String, Double> ofSource,
      Map<String, Double> ofShard,
      Map<String, Double> ofRedis) {
    Map<String, Double> read =
        new TreeMap<>(Map.of("0.S.deserializer.decode-nanos", 0.0, "0.A.admitted", 0.0));
    if (source.containsKey("0.S.pendingRecords")) {
      read.put("0.S.pendingRecords", source.get("0.S.pendingRecords"));
    }
    read.putAll(ofSource);
    Map<String, Double> held = new TreeMap<>(Map.of("0.I.collection.words.insert-nanos", 0.0));
    held.putAll(ofShard);
    Map<String, Double> written = new TreeMap<>(Map.of("0.R.redis.writes", 0.0));
    written.putAll(ofRedis);
    return new Sample(
        "words-index",
        nanos,
        List.of(
            new Sample.Task("1", "Source: Vectors", 1, List.of(), read),
            new Sample.Task("2", "Insert and search", 1, List.of("1"), held),
            new Sample.Task("3", "Redis: Writer", 1, List.of("2"), written)),
        checkpoints);
  }

  private static Map<String, Double> values(Object... pairs) {
    Map<String, Double> values = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put("0." + pairs[i], ((Number) pairs[i + 1]).doubleValue());
    }
    return values;
  }
}
