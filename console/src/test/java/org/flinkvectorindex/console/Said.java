package org.flinkvectorindex.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What a command of the console said, run in this process. */
public record Said(int status, String out, String err) {

  public static Said by(String... arguments) {
    return of(new Console(), arguments);
  }

  /** Of one command alone. */
  public static Said of(Object command, String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, UTF_8));
      System.setErr(new PrintStream(told, true, UTF_8));
      return new Said(
          Invocation.of(command, arguments), said.toString(UTF_8), told.toString(UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
