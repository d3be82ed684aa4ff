package org.flinkvectorindex.console.inspect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.SavepointReader;
import org.apache.flink.state.api.runtime.SavepointLoader;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.ExceptionUtils;
import org.flinkvectorindex.connectors.record.Result.Hit;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.operators.Stage;
import org.flinkvectorindex.operators.collection.Directory;
import org.flinkvectorindex.operators.collection.DirectoryFormat;
import org.flinkvectorindex.operators.shard.PartialAnswer;
import org.flinkvectorindex.operators.shard.PartialAnswerFormat;
import org.flinkvectorindex.operators.shard.ShardState;
import org.flinkvectorindex.operators.shard.UnfitQueryException;
import org.flinkvectorindex.operators.shard.VectorRecord;
import org.flinkvectorindex.operators.shard.VectorRecordFormat;

/**
 * The index in a savepoint or retained checkpoint, read with Flink's State Processor API in this
 * process: no cluster, no brokers. Each shard is restored as the job does, and proven by its
 * hashes.
 *
 * @param path folder of the savepoint, or its {@code _metadata}
 */
public record SavedIndex(String path) {
  private static final OperatorIdentifier SHARDS = OperatorIdentifier.forUid(Stage.SHARD.uid());
  private static final int READERS = Math.min(4, Runtime.getRuntime().availableProcessors());

  /**
   * By collection and shard.
   *
   * @param specs by collection, as far as known: these must fit what is stored
   */
  public List<ShardSummary> summaries(Map<String, IndexSpec> specs, Optional<String> collection) {
    return summaries(specs, collection, READERS);
  }

  /**
   * The same by so many threads.
   *
   * @param readers 1 leaves the machine to others
   */
  public List<ShardSummary> summaries(
      Map<String, IndexSpec> specs, Optional<String> collection, int readers) {
    List<ShardSummary> summaries = new ArrayList<>();
    read(
        new ShardReader.Summaries(specs, collection),
        TypeInformation.of(ShardSummary.class),
        readers,
        summaries::add);
    summaries.sort(
        Comparator.comparing(ShardSummary::collection).thenComparingInt(ShardSummary::shard));
    return summaries;
  }

  /**
   * Changes that the shards of a collection have accepted since they began, deletes of unknown ids
   * included, stale changes not.
   */
  public long accepted(String collection) {
    List<Long> shards = new ArrayList<>();
    read(new ShardReader.Accepted(collection), Types.LONG, READERS, shards::add);
    return shards.stream().mapToLong(Long::longValue).sum();
  }

  /** Every live vector of a collection, in the same order each time. */
  public void vectors(String collection, Consumer<VectorRecord> each) {
    vectors(collection, Map.of(), each);
  }

  /**
   * The same.
   *
   * @param specs by collection, as far as known: what is stored must fit it
   */
  public void vectors(
      String collection, Map<String, IndexSpec> specs, Consumer<VectorRecord> each) {
    read(
        new ShardReader.Vectors(specs, Optional.of(collection)),
        new RecordTypeInfo<>(VectorRecordFormat.INSTANCE),
        1,
        each);
  }

  /**
   * The nearest live vectors, ascending by distance, ties by id.
   *
   * @param metric where neither spec nor state says it; must be theirs where one does
   */
  public List<Hit> nearest(
      String collection,
      Map<String, IndexSpec> specs,
      Optional<Metric> metric,
      float[] query,
      int k,
      int ef) {
    List<Hit> hits = new ArrayList<>();
    read(
        new ShardReader.Nearest(specs, Optional.of(collection), metric, query, k, ef),
        new RecordTypeInfo<>(PartialAnswerFormat.INSTANCE),
        READERS,
        (PartialAnswer partial) -> hits.addAll(partial.hits()));
    hits.sort(Comparator.comparingDouble(Hit::distance).thenComparing(Hit::id));
    return hits.subList(0, Math.min(k, hits.size()));
  }

  private <T> void read(
      ShardReader<T> reader, TypeInformation<T> type, int readers, Consumer<T> each) {
    Path temporary = null;
    try {
      temporary = Files.createTempDirectory("fvi-inspect-");
      StreamExecutionEnvironment flink = flink(readers, temporary);
      try (CloseableIterator<T> found =
          SavepointReader.read(flink, path)
              .readKeyedState(SHARDS, reader.without(dropped(flink)), Types.STRING, type)
              .executeAndCollect("inspect")) {
        found.forEachRemaining(
            said -> {
              if (!reader.isEnd(said)) {
                each.accept(said);
              }
            });
      }
    } catch (Exception e) {
      Optional<String> unfit = said(e, UnfitQueryException.class);
      if (unfit.isPresent()) {
        throw new CommandFailure(unfit.get(), e);
      }
      throw new CommandFailure("%s can't be read: %s".formatted(path, reason(e)), e);
    } finally {
      delete(temporary);
    }
  }

  /** By control records, some time before. */
  private Set<String> dropped(StreamExecutionEnvironment flink) throws Exception {
    String heard = ShardState.heard().getName();
    boolean any =
        SavepointLoader.loadSavepointMetadata(path).getOperatorStates().stream()
            .filter(operator -> operator.getOperatorID().equals(SHARDS.getOperatorId()))
            .flatMap(operator -> operator.getStates().stream())
            .flatMap(subtask -> subtask.getManagedOperatorState().stream())
            .map(part -> part.getStateNameToPartitionOffsets().get(heard))
            .anyMatch(found -> found != null && found.getOffsets().length > 0);
    Set<String> dropped = new HashSet<>();
    if (any) { // Else a job of Flink would find out no more.
      RecordTypeInfo<Directory> type = new RecordTypeInfo<>(DirectoryFormat.INSTANCE);
      try (CloseableIterator<Directory> directories =
          SavepointReader.read(flink, path)
              .readUnionState(SHARDS, heard, type)
              .executeAndCollect("inspect")) {
        directories.forEachRemaining(each -> dropped.addAll(each.dropped().keySet()));
      }
    }
    return dropped;
  }

  private static StreamExecutionEnvironment flink(int readers, Path temporary) {
    Configuration settings = new Configuration();
    settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(CoreOptions.TMP_DIRS, temporary.toString());
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128L * readers));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(readers, settings);
    flink.setParallelism(readers);
    return flink;
  }

  /** The cause that says most: what our own formats say of state that is damaged, else the last. */
  private static String reason(Throwable e) {
    return said(e, CorruptIndexException.class)
        .map(text -> CorruptIndexException.class.getSimpleName() + ": " + text)
        .orElseGet(
            () -> {
              Throwable last = e;
              while (last.getCause() != null && last.getCause() != last) {
                last = last.getCause();
              }
              String message =
                  ExceptionUtils.stringifyException(last).lines().findFirst().orElse("");
              return message.replaceFirst("^[\\w.$]+(Exception|Error): ", "");
            });
  }

  /** What an exception of a task says, which comes back as the text of another. */
  private static Optional<String> said(Throwable e, Class<? extends Exception> type) {
    String start = type.getName() + ": ";
    for (Throwable each = e; each != null && each.getCause() != each; each = each.getCause()) {
      String text = each.toString();
      int at = text.indexOf(start);
      if (at >= 0) {
        return Optional.of(text.substring(at + start.length()));
      }
    }
    return Optional.empty();
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // Flink may still be removing its own files; the folder is a temporary one.
    }
  }
}
