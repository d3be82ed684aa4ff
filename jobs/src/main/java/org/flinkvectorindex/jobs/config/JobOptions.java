package org.flinkvectorindex.jobs.config;

import java.util.List;
import java.util.Optional;

/** Everything that a job is told, checked. */
public record JobOptions(
    String name,
    List<CollectionOptions> collections,
    List<VectorSourceOptions> vectors,
    Optional<BackfillOptions> backfill,
    List<SourceOptions> queries,
    Optional<SourceOptions> control,
    SinkOptions results,
    SinkOptions deadLetters,
    Optional<SinkOptions> changes,
    Optional<SinkOptions> statistics,
    Optional<RedisOptions> redis,
    AdmitOptions admit,
    BatchOptions batch,
    SearchOptions search,
    StateOptions state,
    CheckpointOptions checkpoints,
    PreflightOptions preflight) {

  static final Option<String> NAME =
      Option.required(
          "name",
          Types.text("1 to 200 characters", "\\S|\\S.{0,198}\\S"),
          "Name of the job, as Flink shows it.");

  static final Blocks COLLECTIONS =
      new Blocks("collections", 1, "Collections of vectors.", CollectionOptions.KEYS);

  static final Blocks QUERIES =
      new Blocks("queries", 1, "Where queries are read.", SourceOptions.KEYS);

  static final Block RESULTS =
      Block.required("results", "Where queries are answered.", SinkOptions.KEYS);

  static final Block DEAD_LETTERS =
      Block.required("dead-letters", "Where bad records go.", SinkOptions.KEYS);

  static final Block CHANGES =
      Block.optional("changes", "Where changes go once they are applied.", SinkOptions.KEYS);

  static final Block STATISTICS =
      Block.optional("statistics", "Where statistics of windows go.", SinkOptions.KEYS);

  static final List<Key> KEYS =
      List.of(
          NAME,
          COLLECTIONS,
          VectorSourceOptions.BLOCKS,
          BackfillOptions.BLOCK,
          QUERIES,
          ControlOptions.BLOCK,
          RESULTS,
          DEAD_LETTERS,
          CHANGES,
          STATISTICS,
          RedisOptions.BLOCK,
          RedisOptions.PUBLISHING,
          AdmitOptions.BLOCK,
          BatchOptions.BLOCK,
          SearchOptions.BLOCK,
          StateOptions.BLOCK,
          CheckpointOptions.BLOCK,
          PreflightOptions.BLOCK);

  /**
   * How many topics vectors are read from; 2 for a pattern, of which there may be any number.
   * History counts as one.
   */
  public int vectorTopics() {
    return vectors.stream().mapToInt(each -> each.source().place().count()).sum()
        + (backfill.isPresent() ? 1 : 0);
  }

  static JobOptions of(Values values) {
    Optional<String> generation =
        values
            .find(RedisOptions.PUBLISHING)
            .flatMap(publish -> publish.find(RedisOptions.PUBLISH_GENERATION));
    return new JobOptions(
        values.get(NAME),
        values.get(COLLECTIONS).stream().map(CollectionOptions::of).toList(),
        values.get(VectorSourceOptions.BLOCKS).stream().map(VectorSourceOptions::of).toList(),
        values.find(BackfillOptions.BLOCK).map(BackfillOptions::of),
        values.get(QUERIES).stream().map(SourceOptions::of).toList(),
        values.find(ControlOptions.BLOCK).map(ControlOptions::of),
        SinkOptions.of(values.get(RESULTS)),
        SinkOptions.of(values.get(DEAD_LETTERS)),
        values.find(CHANGES).map(SinkOptions::of),
        values.find(STATISTICS).map(SinkOptions::of),
        values.find(RedisOptions.BLOCK).map(redis -> RedisOptions.of(redis, generation)),
        AdmitOptions.of(values.get(AdmitOptions.BLOCK)),
        BatchOptions.of(values.get(BatchOptions.BLOCK)),
        SearchOptions.of(values.get(SearchOptions.BLOCK)),
        StateOptions.of(values.get(StateOptions.BLOCK)),
        CheckpointOptions.of(values.get(CheckpointOptions.BLOCK)),
        PreflightOptions.of(values.get(PreflightOptions.BLOCK)));
  }
}
