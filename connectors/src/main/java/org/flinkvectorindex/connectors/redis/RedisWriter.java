package org.flinkvectorindex.connectors.redis;

import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriter;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.ElementConverter;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches and hands back what Redis did not take, after a pause that doubles up to two
 * seconds: until then the batch counts as in flight, so that a Redis that is away holds the stream
 * back. Entries handed back may overtake others; the scripts' order makes that harmless.
 */
final class RedisWriter extends AsyncSinkWriter<CacheEntry, CacheEntry> {
  private static final Logger LOG = LoggerFactory.getLogger(RedisWriter.class);
  private static final int MOST_DOUBLINGS = 10;

  private final RedisOptions options;
  private final RedisLink link;
  private final Delay pauses =
      Delay.equalJitter(Duration.ofMillis(20), Duration.ofSeconds(2), 20, TimeUnit.MILLISECONDS);
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final RedisMetrics metrics;
  private volatile boolean closed;

  RedisWriter(
      ElementConverter<CacheEntry, CacheEntry> converter,
      WriterInitContext context,
      AsyncSinkWriterConfiguration configuration,
      RedisOptions options,
      Collection<BufferedRequestState<CacheEntry>> buffered) {
    super(converter, context, configuration, buffered);
    this.options = options;
    this.link = new RedisLink(options.server(), options.batching().attemptTimeout());
    this.metrics = new RedisMetrics(context.metricGroup(), inFlight);
  }

  @Override
  protected void submitRequestEntries(List<CacheEntry> entries, ResultHandler<CacheEntry> handler) {
    inFlight.addAndGet(entries.size());
    List<ScriptCall> calls = entries.stream().map(it -> ScriptCall.of(it, options)).toList();
    long sent = System.nanoTime();
    link.send(calls)
        .whenComplete(
            (outcomes, failure) -> {
              inFlight.addAndGet(-entries.size());
              if (failure == null) {
                metrics.answered(System.nanoTime() - sent);
                settle(entries, outcomes, handler);
              } else {
                failed(entries, failure, handler);
              }
            });
  }

  private void settle(
      List<CacheEntry> entries,
      List<CompletableFuture<Long>> outcomes,
      ResultHandler<CacheEntry> handler) {
    List<CacheEntry> open = new ArrayList<>();
    Optional<Throwable> worst = Optional.empty();
    for (int i = 0; i < entries.size(); i++) {
      Optional<Throwable> failure = failure(outcomes.get(i));
      if (failure.isPresent()) {
        open.add(entries.get(i));
        worst = worst.filter(it -> !RedisFailure.isPassing(it)).or(() -> failure);
      }
    }
    metrics.written(outcomes);
    if (worst.isPresent()) {
      failed(open, worst.get(), handler);
    } else {
      if (failuresInARow.getAndSet(0) > 0) {
        LOG.info("{} takes writes again", options.server());
      }
      handler.complete();
    }
  }

  private void failed(List<CacheEntry> open, Throwable failure, ResultHandler<CacheEntry> handler) {
    if (closed) {
      return;
    }
    if (!RedisFailure.isPassing(failure)) {
      handler.completeExceptionally(
          new IOException(
              "%s refuses: %s".formatted(options.server(), RedisFailure.message(failure)),
              failure));
      return;
    }
    if (RedisFailure.isTimeout(failure) || RedisFailure.isDemoted(failure)) {
      link.drop();
    }
    int streak = failuresInARow.getAndIncrement();
    if (streak == 0) {
      LOG.warn("{} is away, trying again: {}", options.server(), RedisFailure.message(failure));
    }
    metrics.failed(open.size());
    Duration pause = pauses.createDelay(Math.min(streak, MOST_DOUBLINGS));
    CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              if (!closed) {
                handler.retryForEntries(open);
              }
            });
  }

  private static Optional<Throwable> failure(CompletableFuture<Long> outcome) {
    return Optional.ofNullable(outcome.handle((written, failure) -> failure).join());
  }

  @Override
  protected long getSizeInBytes(CacheEntry entry) {
    if (entry instanceof CacheEntry.PutVector put) {
      return (long) put.vector().length * Float.BYTES
          + put.attributes().map(String::length).orElse(0);
    }
    return entry instanceof CacheEntry.PutResult put ? put.json().length : 0;
  }

  @Override
  public void close() {
    closed = true;
    link.close();
    super.close();
  }
}
