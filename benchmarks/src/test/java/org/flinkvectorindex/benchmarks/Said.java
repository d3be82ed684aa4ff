package org.flinkvectorindex.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** What a measurement said, called as from outside. */
public record Said(int status, List<String> out, String err) {
  /**
   * @param arguments with a space between them
   */
  public static Said by(String arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, UTF_8));
      System.setErr(new PrintStream(told, true, UTF_8));
      int status = Bench.run(arguments.split(" ", -1));
      return new Said(status, said.toString(UTF_8).lines().toList(), told.toString(UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
