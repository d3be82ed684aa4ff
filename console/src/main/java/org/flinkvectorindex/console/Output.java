package org.flinkvectorindex.console;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command speaks: results to stdout, as text or as JSON, progress to stderr. */
public final class Output {
  @Option(names = "--json", description = "Results as JSON, an object a line.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  public void result(JsonNode object, String text) {
    System.out.println(json ? object.toString() : text);
    System.out.flush();
  }

  public boolean json() {
    return json;
  }

  public void progress(String format, Object... values) {
    System.err.printf(format + "%n", values);
  }

  /** Refuses a number that is out of range. */
  public void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          command.commandLine(),
          "%s is %d, allowed: %d to %d".formatted(option, value, least, most));
    }
  }
}
