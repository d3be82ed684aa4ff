package org.flinkvectorindex.connectors.pulsar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import javax.annotation.Nullable;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.pulsar.source.enumerator.PulsarSourceEnumState;
import org.apache.flink.connector.pulsar.source.split.PulsarPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.util.ExceptionUtils;
import org.apache.pulsar.client.api.PulsarClientException.AuthenticationException;
import org.apache.pulsar.client.api.PulsarClientException.AuthorizationException;
import org.apache.pulsar.client.api.PulsarClientException.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An enumerator for which there is a reader −1: the last one by another name.
 *
 * <p>The connector computes the reader of a partition as {@code (hash of the topic + partition) mod
 * parallelism}. A topic without partitions has −1 as its partition, so the reader is −1 where the
 * hash is a multiple of the parallelism, and nobody ever asks for what is kept for it
 * (FLINK-34629). Counted round, the reader before the first is the last: that one registers, asks
 * and is served for both.
 *
 * <p>And an enumerator that has patience: the connector fails the job, other sources with it, where
 * it can't list partitions once, as while a broker is away. Here it looks again the next time.
 */
final class OwnerGuard implements SplitEnumerator<PulsarPartitionSplit, PulsarSourceEnumState> {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerGuard.class);
  private static final int BEFORE_FIRST = -1;

  private final SplitEnumerator<PulsarPartitionSplit, PulsarSourceEnumState> enumerator;
  private final SplitEnumeratorContext<PulsarPartitionSplit> context;

  /**
   * @param enumerator created with {@link #around}
   */
  OwnerGuard(
      SplitEnumerator<PulsarPartitionSplit, PulsarSourceEnumState> enumerator,
      SplitEnumeratorContext<PulsarPartitionSplit> context) {
    this.enumerator = enumerator;
    this.context = context;
  }

  static SplitEnumeratorContext<PulsarPartitionSplit> around(
      SplitEnumeratorContext<PulsarPartitionSplit> context) {
    return new Context(context);
  }

  /** Reader −1 first, since a reader may be told that it has all it will get. */
  @Override
  public void addReader(int subtask) {
    if (subtask == last(context)) {
      enumerator.addReader(BEFORE_FIRST);
    }
    enumerator.addReader(subtask);
  }

  private static int last(SplitEnumeratorContext<?> context) {
    return context.currentParallelism() - 1;
  }

  @Override
  public void start() {
    enumerator.start();
  }

  @Override
  public void handleSplitRequest(int subtask, @Nullable String host) {
    enumerator.handleSplitRequest(subtask, host);
  }

  @Override
  public void addSplitsBack(List<PulsarPartitionSplit> splits, int subtask) {
    enumerator.addSplitsBack(splits, subtask);
  }

  @Override
  public PulsarSourceEnumState snapshotState(long checkpoint) throws Exception {
    return enumerator.snapshotState(checkpoint);
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    enumerator.handleSourceEvent(subtask, event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    enumerator.notifyCheckpointComplete(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    enumerator.notifyCheckpointAborted(checkpoint);
  }

  @Override
  public void close() throws IOException {
    enumerator.close();
  }

  private record Context(SplitEnumeratorContext<PulsarPartitionSplit> context)
      implements SplitEnumeratorContext<PulsarPartitionSplit> {

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
      Map<Integer, ReaderInfo> readers = new HashMap<>(context.registeredReaders());
      if (readers.containsKey(last(context))) {
        readers.put(BEFORE_FIRST, readers.get(last(context)));
      }
      return readers;
    }

    @Override
    public void assignSplits(SplitsAssignment<PulsarPartitionSplit> assignment) {
      Map<Integer, List<PulsarPartitionSplit>> byReader = new HashMap<>();
      assignment
          .assignment()
          .forEach(
              (reader, splits) ->
                  byReader.computeIfAbsent(real(reader), each -> new ArrayList<>()).addAll(splits));
      context.assignSplits(new SplitsAssignment<>(byReader));
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
      if (subtask != BEFORE_FIRST) {
        context.signalNoMoreSplits(subtask);
      }
    }

    /** Not a fault that passes. */
    private static boolean stays(Throwable failure) {
      return failure instanceof AuthenticationException
          || failure instanceof AuthorizationException
          || failure instanceof InvalidConfigurationException;
    }

    private int real(int reader) {
      return reader == BEFORE_FIRST ? last(context) : reader;
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      return context.metricGroup();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
      context.sendEventToSourceReader(subtask, event);
    }

    @Override
    public int currentParallelism() {
      return context.currentParallelism();
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
      context.callAsync(callable, handler);
    }

    @Override
    public <T> void callAsync(
        Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
      context.callAsync(
          callable,
          (found, failure) -> {
            if (failure == null
                || ExceptionUtils.findThrowable(failure, Context::stays).isPresent()) {
              handler.accept(found, failure);
            } else {
              LOG.warn("Can't list topics and partitions, trying again: {}", failure.getMessage());
            }
          },
          delay,
          period);
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
      context.runInCoordinatorThread(runnable);
    }

    @Override
    public void setIsProcessingBacklog(boolean backlog) {
      context.setIsProcessingBacklog(backlog);
    }
  }
}
