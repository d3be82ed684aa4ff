package org.flinkvectorindex.connectors.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether trying again may help. */
final class RedisFailure {
  /** Answers of a Redis that starts, is full, or is not the master at the moment. */
  private static final Set<String> PASSING =
      Set.of(
          "LOADING",
          "BUSY",
          "READONLY",
          "MASTERDOWN",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "NOREPLICAS",
          "MISCONF",
          "OOM",
          "max number of clients");

  private RedisFailure() {}

  /** Redis away or busy; everything else is a wrong configuration or a bug. */
  static boolean isPassing(Throwable failure) {
    Optional<RedisCommandExecutionException> answer =
        find(failure, RedisCommandExecutionException.class);
    if (answer.isPresent()) {
      return PASSING.stream().anyMatch(answer.get().getMessage()::contains);
    }
    return find(failure, RedisException.class).isPresent()
        || find(failure, IOException.class).isPresent();
  }

  /** Redis has not seen the script since it started. */
  static boolean isNoScript(Throwable failure) {
    return find(failure, RedisNoScriptException.class).isPresent();
  }

  /** The server was the master, and is one no longer: another connection leads to the new one. */
  static boolean isDemoted(Throwable failure) {
    return find(failure, RedisCommandExecutionException.class)
        .filter(answer -> answer.getMessage().startsWith("READONLY"))
        .isPresent();
  }

  static boolean isTimeout(Throwable failure) {
    return find(failure, RedisCommandTimeoutException.class).isPresent();
  }

  /** What Redis or the network said. */
  static String message(Throwable failure) {
    return find(failure, RedisCommandExecutionException.class)
        .<Throwable>map(answer -> answer)
        .orElseGet(() -> causes(failure).reduce((outer, inner) -> inner).orElse(failure))
        .getMessage();
  }

  private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause);
  }
}
