package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackfillOptionsTest {
  private static final String JOB =
      """
      name: words-index
      collections:
        - {name: words, dimension: 100}
      vectors:
        - {type: kafka, bootstrap-servers: "k:1", topics: [vectors], group-id: words}
      queries:
        - {type: kafka, bootstrap-servers: "k:1", topics: [queries], group-id: words}
      results: {type: kafka, bootstrap-servers: "k:1", topic: results}
      dead-letters: {type: kafka, bootstrap-servers: "k:1", topic: dead}
      """;

  private static final Map<String, String> FILES =
      Map.of(
          "backfill.name", "archive",
          "backfill.files", "/h/a.jsonl.gz, /h/b.fbin",
          "backfill.collection", "words");

  @Test
  void isReadFromTheCommandLine() {
    assertThat(JobConfiguration.parse(JOB, FILES, Map.of()).backfill())
        .contains(
            new BackfillOptions(
                "archive",
                List.of("/h/a.jsonl.gz", "/h/b.fbin"),
                List.of(),
                Optional.of("words"),
                0,
                0,
                Optional.empty(),
                1000,
                1));
    assertThat(JobConfiguration.parse(JOB, Map.of(), Map.of()).backfill()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          collections.0.order | log | 'collections.0.order is ''log'': positions of history and of live changes can''t be compared, and there is a backfill; allowed: time, version, or no backfill'
          backfill.name | A b | 'backfill.name is ''A b'': not of that form'
          backfill.files | past.jsonl | 'backfill.files is ''past.jsonl'': not of that form; allowed: one or more of: full path or URI of a `.jsonl`, `.jsonl.gz`, `.parquet`, `.fbin` or `.fbin.gz`'
          backfill.files | /h/a.csv | 'backfill.files is ''/h/a.csv'': not of that form'
          backfill.ids | /h/x,/h/y | 'backfill.ids is ''/h/x, /h/y'': 2 files of ids for 1 files of rows; allowed: one for each .fbin, or none'
          backfill.collection | other | 'backfill.collection is ''other'': no such collection; allowed: words'
          backfill.ts | 1735689600000000 | 'backfill.ts is ''1735689600000000'': milliseconds since the epoch, farther ahead than admit.max-ahead; allowed: 0 to now and PT10M'
          backfill.ts | -1 | 'backfill.ts is ''-1'': out of range; allowed: 0 or more'
          backfill.from | latest | 'backfill.from is ''latest'': no beginning of history; allowed: earliest, timestamp:MILLIS'
          backfill.rate | 0 | 'backfill.rate is ''0'': out of range'
          backfill.readers | 129 | 'backfill.readers is ''129'': out of range; allowed: 1 to 128'
          """)
  void refusesWhatCanNotBe(String key, String value, String problem) {
    Map<String, String> settings = new TreeMap<>(FILES);
    settings.put(key, value);
    assertThat(problems(JOB, settings)).contains(problem);
  }

  @Test
  void refusesNothingToRead() {
    assertThat(problems(JOB, Map.of("backfill.name", "archive")))
        .contains("backfill.files: missing; allowed: files, from, or both");
  }

  @Test
  void refusesRowsOfNoCollection() {
    for (String rows : List.of("/h/b.fbin", "/h/b.fbin.gz")) {
      assertThat(problems(JOB, Map.of("backfill.name", "archive", "backfill.files", rows)))
          .contains("backfill.collection: missing, and there is a .fbin; allowed: words");
    }
  }

  @Test
  void refusesToReadAPulsarTopicAgain() {
    String pulsar =
        JOB.replace(
            "{type: kafka, bootstrap-servers: \"k:1\", topics: [vectors], group-id: words}",
            "{type: pulsar, service-url: \"pulsar://p:1\", admin-url: \"http://p:1\", topics: [v],"
                + " subscription: s}");
    assertThat(problems(pulsar, Map.of("backfill.name", "x", "backfill.from", "earliest")))
        .contains("backfill.from: vectors.0.type is pulsar")
        .contains("allowed: sources of kafka, or files; a topic of Pulsar is read again by a job");
  }

  private static String problems(String yaml, Map<String, String> settings) {
    InvalidConfigurationException refused =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () -> JobConfiguration.parse(yaml, settings, Map.of()));
    return refused.getMessage();
  }
}
