package org.flinkvectorindex.console.job;

import java.util.function.Supplier;

/**
 * What a user must know who ends a command in the midst of it, as by Ctrl-C: Flink goes on with
 * what it was asked for. Said on stderr, unless it was closed before.
 */
final class Interruption implements AutoCloseable {
  private final Thread hook = new Thread(this::tell, "interruption");
  private volatile Supplier<String> hint;

  Interruption(Supplier<String> hint) {
    this.hint = hint;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** From now on this is how it stands. */
  void now(Supplier<String> next) {
    hint = next;
  }

  private void tell() {
    System.err.println(hint.get());
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      // Then it is said.
    }
  }
}
