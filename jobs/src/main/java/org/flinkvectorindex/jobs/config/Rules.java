package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.util.TimeUtils;
import org.flinkvectorindex.connectors.pulsar.TopicNames;
import org.flinkvectorindex.jobs.config.RedisOptions.Content;

/** What must hold between keys. Looks at what could be read, since other keys may be wrong. */
final class Rules {
  private final Values job;
  private final List<Problem> problems;

  private Rules(Values job, List<Problem> problems) {
    this.job = job;
    this.problems = problems;
  }

  static void check(Values job, List<Problem> problems) {
    Rules rules = new Rules(job, problems);
    BrokerRules.check(job, problems);
    WindowRules.check(job, problems);
    BackfillRules.check(job, problems);
    rules.namesAreUnique();
    rules.collectionsAreSound();
    rules.sourcesNameKnownCollections();
    rules.sourcesReadDifferentTopics(VectorSourceOptions.BLOCKS);
    rules.sourcesReadDifferentTopics(JobOptions.QUERIES);
    rules.controlHasATopicOfItsOwn();
    rules.usersHavePasswords();
    rules.oneGenerationIsPublished();
    rules.redisRemembersDeletesAsLong();
    rules.recallIsSteeredBySamples();
    rules.certificatesAreForTls();
  }

  private void namesAreUnique() {
    Set<String> names = new HashSet<>();
    for (Values collection : job.get(JobOptions.COLLECTIONS)) {
      collection
          .find(CollectionOptions.NAME)
          .filter(name -> !names.add(name))
          .ifPresent(
              name ->
                  note(
                      collection.path("name"),
                      name,
                      "another collection has this name",
                      "each name once"));
    }
  }

  private void collectionsAreSound() {
    int topics =
        job.get(VectorSourceOptions.BLOCKS).stream()
            .mapToInt(
                source ->
                    source
                        .find(SourceOptions.TOPICS)
                        .map(List::size)
                        .orElse(source.find(SourceOptions.TOPIC_PATTERN).isPresent() ? 2 : 1))
            .sum();
    for (Values collection : job.get(JobOptions.COLLECTIONS)) {
      CollectionRules.check(collection, topics, problems);
    }
  }

  private void sourcesNameKnownCollections() {
    List<String> names =
        job.get(JobOptions.COLLECTIONS).stream()
            .flatMap(collection -> collection.find(CollectionOptions.NAME).stream())
            .toList();
    for (Values source : job.get(VectorSourceOptions.BLOCKS)) {
      source
          .find(VectorSourceOptions.COLLECTION)
          .filter(name -> !names.contains(name))
          .ifPresent(
              name ->
                  note(
                      source.path("collection"),
                      name,
                      "no such collection",
                      String.join(", ", names)));
    }
  }

  /** Topics are what a source's offsets are found by in a savepoint, and what orders changes. */
  private void sourcesReadDifferentTopics(Blocks blocks) {
    Set<String> read = new HashSet<>();
    for (Values source : job.get(blocks)) {
      for (String topic : source.find(SourceOptions.TOPICS).orElse(List.of())) {
        if (!read.add(full(topic, source))) {
          note(source.path("topics"), topic, "another source reads it", "each topic in one source");
        }
      }
    }
  }

  private void controlHasATopicOfItsOwn() {
    Optional<Values> control = job.find(ControlOptions.BLOCK);
    Optional<String> topic = control.flatMap(values -> values.find(ControlOptions.TOPIC));
    Stream.of(VectorSourceOptions.BLOCKS, JobOptions.QUERIES)
        .flatMap(blocks -> job.get(blocks).stream())
        .flatMap(source -> source.find(SourceOptions.TOPICS).orElse(List.of()).stream())
        .filter(each -> topic.equals(Optional.of(each)))
        .findFirst()
        .ifPresent(
            each ->
                note(
                    control.get().path("topic"),
                    each,
                    "another source reads it",
                    "a topic of its own"));
  }

  private void usersHavePasswords() {
    job.find(RedisOptions.BLOCK)
        .filter(redis -> redis.find(RedisOptions.PASSWORD).isEmpty())
        .ifPresent(
            redis ->
                redis
                    .find(RedisOptions.USERNAME)
                    .ifPresent(
                        name ->
                            note(
                                redis.path("username"),
                                name,
                                "there is no redis.password",
                                "both or none")));
  }

  /** It has two names. */
  private void oneGenerationIsPublished() {
    Optional<Values> redis = job.find(RedisOptions.BLOCK);
    Optional<String> other = redis.flatMap(values -> values.find(RedisOptions.GENERATION));
    job.find(RedisOptions.PUBLISHING)
        .flatMap(publish -> publish.find(RedisOptions.PUBLISH_GENERATION))
        .ifPresent(
            generation -> {
              if (redis.isEmpty()) {
                note(
                    "publish.generation", generation, "there is no redis", "nothing without redis");
              } else if (other.isPresent() && !other.get().equals(generation)) {
                note(
                    "publish.generation",
                    generation,
                    "redis.generation, which is the same, is " + other.get(),
                    "one of the two");
              }
            });
  }

  /** A delete that Redis forgets before the job does would be undone by an older upsert. */
  private void redisRemembersDeletesAsLong() {
    Optional<Values> redis =
        job.find(RedisOptions.BLOCK)
            .filter(
                values ->
                    values.find(RedisOptions.PUBLISH).orElse(List.of()).contains(Content.VECTORS));
    Optional<Duration> expiry = redis.flatMap(values -> values.find(RedisOptions.TOMBSTONE_EXPIRY));
    for (Values collection : job.get(JobOptions.COLLECTIONS)) {
      collection
          .find(TombstoneOptions.BLOCK)
          .flatMap(tombstone -> tombstone.find(TombstoneOptions.RETENTION))
          .filter(retention -> expiry.filter(it -> it.compareTo(retention) < 0).isPresent())
          .ifPresent(
              retention ->
                  note(
                      redis.get().path(RedisOptions.TOMBSTONE_EXPIRY.name()),
                      TimeUtils.formatWithHighestUnit(expiry.get()),
                      "shorter than " + collection.path("tombstone.retention"),
                      TimeUtils.formatWithHighestUnit(retention) + " or more"));
    }
  }

  private void recallIsSteeredBySamples() {
    Optional<Values> search = job.find(SearchOptions.BLOCK);
    Optional<Double> target = search.flatMap(values -> values.find(SearchOptions.RECALL_TARGET));
    double share = search.flatMap(values -> values.find(SearchOptions.RECALL_SAMPLE)).orElse(1.0);
    if (target.isPresent() && share == 0) {
      note(
          search.get().path("recall-target"),
          target.get().toString(),
          "search.recall-sample is 0, so recall is not known",
          "nothing, or with a recall-sample above 0");
    }
    int least = search.flatMap(values -> values.find(SearchOptions.LEAST_EF)).orElse(1);
    search
        .flatMap(values -> values.find(SearchOptions.MOST_EF))
        .filter(most -> most < least)
        .ifPresent(
            most ->
                note(
                    search.get().path("most-ef"),
                    most.toString(),
                    "less than least-ef, which is " + least,
                    "least-ef to 10000"));
  }

  /** A file that is never looked at would be taken for protection. */
  private void certificatesAreForTls() {
    job.find(RedisOptions.BLOCK)
        .ifPresent(
            redis -> {
              boolean tls =
                  redis.find(RedisOptions.URI).filter(it -> it.startsWith("rediss")).isPresent();
              for (Option<?> option :
                  List.of(
                      RedisOptions.TRUSTED_CERTIFICATES,
                      RedisOptions.CERTIFICATE,
                      RedisOptions.KEY)) {
                if (!tls && redis.find(option).isPresent()) {
                  note(redis, option, "redis.uri is not rediss://", "nothing without TLS");
                }
              }
              if (redis.find(RedisOptions.CERTIFICATE).isPresent()
                  != redis.find(RedisOptions.KEY).isPresent()) {
                note(redis, RedisOptions.CERTIFICATE, "it and redis.key", "both or none");
              }
              boolean sentinels =
                  redis.find(RedisOptions.URI).filter(it -> it.contains("-sentinel:")).isPresent();
              if (!sentinels && redis.find(RedisOptions.SENTINEL_PASSWORD).isPresent()) {
                note(
                    redis,
                    RedisOptions.SENTINEL_PASSWORD,
                    "redis.uri is not redis-sentinel://",
                    "nothing without sentinels");
              }
            });
  }

  private void note(Values block, Option<?> option, String what, String allowed) {
    problems.add(
        new Problem(block.path(option.name()), Optional.empty(), what, Optional.of(allowed)));
  }

  /** A short name of Pulsar and a long one may be one topic. */
  private static String full(String topic, Values source) {
    return source.find(BrokerKeys.TYPE).filter(BrokerKind.PULSAR::equals).isPresent()
        ? TopicNames.full(topic)
        : topic;
  }

  private void note(String key, String value, String what, String allowed) {
    problems.add(new Problem(key, Optional.of(value), what, Optional.of(allowed)));
  }
}
