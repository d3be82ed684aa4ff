package org.flinkvectorindex.benchmarks.demo;

import java.io.PrintStream;

/** What is going on, on stderr: one line rewritten on a terminal, elsewhere a line now and then. */
final class Progress {
  private static final long TERMINAL_NANOS = 100_000_000L;
  private static final long FILE_NANOS = 2_000_000_000L;
  private static final int WIDTH = 78;
  private static final int BAR = 30;

  private final PrintStream out = System.err;

  /** {@code bin/demo} knows; Java can't ask about stderr alone. */
  private final boolean terminal = "1".equals(System.getenv("FVI_TERMINAL"));

  private long last = System.nanoTime() - FILE_NANOS;

  void show(String format, Object... values) {
    long now = System.nanoTime();
    if (now - last < (terminal ? TERMINAL_NANOS : FILE_NANOS)) {
      return;
    }
    last = now;
    String text = format.formatted(values);
    if (terminal) {
      out.printf("\r%-" + WIDTH + "s", text);
      out.flush();
    } else {
      out.println(text.strip());
    }
  }

  /** Something new begins: it is shown at once. */
  void begin(String format, Object... values) {
    last = System.nanoTime() - FILE_NANOS;
    show(format, values);
  }

  /** Leaves the line to the account. */
  void clear() {
    if (terminal) {
      out.printf("\r%" + WIDTH + "s\r", "");
      out.flush();
    }
  }

  String bar(double share) {
    int full = (int) Math.round(Math.min(1, share) * BAR);
    return terminal ? "█".repeat(full) + "░".repeat(BAR - full) + " " : "";
  }
}
