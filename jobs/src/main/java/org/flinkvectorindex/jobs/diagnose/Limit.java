package org.flinkvectorindex.jobs.diagnose;

import java.util.List;

/** What may hold a job back, and what may be changed then. */
enum Limit {
  SOURCE(
      "source",
      "Records wait in the topic, and the job waits for records.",
      List.of(
          "more partitions and --parallelism",
          "`vectors[].properties`: fetch.min.bytes, max.partition.fetch.bytes, max.poll.records",
          "the broker itself, and the network to it")),
  DECODE(
      "decode",
      "The tasks that read and decode are busy.",
      List.of(
          "`vectors[].format`: protobuf instead of json",
          "vector_b64 instead of vector in JSON",
          "more partitions and --parallelism")),
  ADMIT("admit", "The tasks that check, batch and route are busy.", List.of("more --parallelism")),
  INSERT(
      "insert",
      "The tasks that hold the shards are busy with changes.",
      List.of(
          "--parallelism, up to the number of shards",
          "`collections[].index.ef-construction` lower: faster inserts, a poorer graph",
          "`collections[].quantizer.type`: sq8 or rabitq, whose distances cost less",
          "simd is 0? --add-modules jdk.incubator.vector is missing")),
  SEARCH(
      "search",
      "The tasks that hold the shards are busy with queries.",
      List.of(
          "`collections[].index.ef` lower, or ef in the query: faster searches, less recall",
          "--parallelism, up to the number of shards",
          "`collections[].quantizer.type`: sq8 or rabitq, whose distances cost less")),
  REDIS(
      "Redis",
      "Writes to Redis are waited for.",
      List.of(
          "Redis itself: is it there, is its processor busy, how far is it",
          "`redis.publish`: only what is read",
          "more --parallelism, where Redis is not busy")),
  CHECKPOINT(
      "checkpoint",
      "Tasks stand still for checkpoints.",
      List.of(
          "`checkpoints.interval` longer",
          "`state.graph.lag` higher: fewer pages are written, a restore applies a longer log",
          "the storage of checkpoints")),
  OTHER("other", "Another task is busy.", List.of("more --parallelism"));

  private final String title;
  private final String meaning;
  private final List<String> changes;

  Limit(String title, String meaning, List<String> changes) {
    this.title = title;
    this.meaning = meaning;
    this.changes = changes;
  }

  String title() {
    return title;
  }

  String meaning() {
    return meaning;
  }

  /** Options are between back-ticks. */
  List<String> changes() {
    return changes;
  }
}
