package org.flinkvectorindex.connectors.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The connection of one subtask: opened when it is first needed, and again after it broke.
 * Lettuce's own reconnecting is off, so that there is one place that tries again: the writer, which
 * knows what is buffered.
 */
final class RedisLink implements AutoCloseable {
  private final RedisServer server;
  private final Duration timeout;
  private final RedisClient client;
  private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection =
      CompletableFuture.failedFuture(new IllegalStateException("not opened yet"));

  /**
   * @param timeout of connecting, and of each batch
   */
  RedisLink(RedisServer server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
    client = server.client(timeout);
  }

  /**
   * Sends all calls as one write.
   *
   * @return the outcome of each call, all of them complete; fails where there is no connection
   */
  CompletableFuture<List<CompletableFuture<Long>>> send(List<ScriptCall> calls) {
    return connection().thenCompose(open -> send(open, calls));
  }

  private static CompletableFuture<List<CompletableFuture<Long>>> send(
      StatefulRedisConnection<byte[], byte[]> open, List<ScriptCall> calls) {
    List<AsyncCommand<byte[], byte[], Long>> commands =
        calls.stream().map(ScriptCall::byDigest).toList();
    open.dispatch(commands);
    List<CompletableFuture<Long>> outcomes = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      ScriptCall call = calls.get(i);
      outcomes.add(
          commands
              .get(i)
              .toCompletableFuture()
              .exceptionallyCompose(failure -> withText(failure, call, open)));
    }
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .handle((all, failure) -> outcomes);
  }

  private static CompletableFuture<Long> withText(
      Throwable failure, ScriptCall call, StatefulRedisConnection<byte[], byte[]> open) {
    if (!RedisFailure.isNoScript(failure)) {
      return CompletableFuture.failedFuture(failure);
    }
    AsyncCommand<byte[], byte[], Long> command = call.byText();
    open.dispatch(command);
    return command.toCompletableFuture();
  }

  /** Gives up the connection: what is sent next goes over a new one. */
  synchronized void drop() {
    connection.thenAccept(StatefulRedisConnection::closeAsync);
  }

  private synchronized CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection() {
    boolean usable =
        !connection.isDone()
            || (!connection.isCompletedExceptionally() && connection.join().isOpen());
    if (!usable) {
      connection =
          client
              .connectAsync(ByteArrayCodec.INSTANCE, server.lettuceUri(timeout))
              .toCompletableFuture();
    }
    return connection;
  }

  @Override
  public void close() {
    client.shutdown(0, timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
