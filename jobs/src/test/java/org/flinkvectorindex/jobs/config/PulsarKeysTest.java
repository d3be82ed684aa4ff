package org.flinkvectorindex.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flinkvectorindex.jobs.config.Examples.ENVIRONMENT;
import static org.flinkvectorindex.jobs.config.Examples.PULSAR;
import static org.flinkvectorindex.jobs.config.Examples.problems;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.flinkvectorindex.connectors.pulsar.Topics;
import org.flinkvectorindex.connectors.source.Start;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PulsarKeysTest {
  @Test
  void pulsarHasKeysOfItsOwn() {
    JobOptions job = JobConfiguration.parse(PULSAR, Map.of(), ENVIRONMENT);

    assertThat(job.vectors().get(0).source())
        .isEqualTo(
            new SourceOptions(
                new SourcePlace.Pulsar(
                    "pulsar://p:1,q:2",
                    "http://p:8080",
                    new Topics.Named(List.of("vectors", "acme/words/more")),
                    "words"),
                RecordCodec.PROTOBUF,
                new Start.Earliest(),
                Duration.ofSeconds(10),
                Map.of("pulsar.client.authParams", new Secret("token:hidden"))));
    assertThat(job.queries().get(0).place())
        .isEqualTo(
            new SourcePlace.Pulsar(
                "pulsar+ssl://p:1",
                "https://p:8443",
                new Topics.Matching("acme/words/queries-.*"),
                "asked"));
    assertThat(job.results().place())
        .isEqualTo(new SinkPlace.Pulsar("pulsar://p:1", "persistent://acme/words/results"));
    assertThat(job.deadLetters().delivery()).isEqualTo(SinkOptions.Delivery.EXACTLY_ONCE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          results.delivery | exactly-once | 'results.delivery is ''exactly-once'': Pulsar''s sink loses records over a failure, since its committer passes over transactions that it no longer finds; allowed: at-least-once (consumers drop repeats by query_id)'
          results.bootstrap-servers | k:1 | 'results.bootstrap-servers: a key of type kafka; allowed: nothing with another type'
          vectors.0.topic-pattern | v.* | 'vectors.0.topic-pattern is ''v.*'': there are topics too; allowed: one of both'
          vectors.0.topics | vectors,public/default/vectors | 'vectors.0.topics is ''public/default/vectors'': another source reads it'
          queries.0.topic-pattern | ( | 'queries.0.topic-pattern is ''('': not a regular expression'
          vectors.0.service-url | p:1 | 'vectors.0.service-url is ''p:1'': not of that form; allowed: pulsar://host:port or pulsar+ssl://…'
          checkpoints.interval | 10 min | 'dead-letters.properties.transaction.timeout.ms is ''900000 ms'': shorter than two checkpoint intervals, so that records could be lost; allowed: 1200000 ms or more'
          collections.0.order | log | 'collections.0.order is ''log'': positions of several topics can''t be compared'
          """)
  void refusesWhatPulsarOrTransactionsCanNot(String key, String value, String problem) {
    assertThat(problems(PULSAR, Map.of(key, value))).anyMatch(text -> text.startsWith(problem));
  }
}
