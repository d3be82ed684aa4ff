package org.flinkvectorindex.console;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import org.flinkvectorindex.jobs.config.InvalidConfigurationException;
import picocli.CommandLine;

/** A command as it is called from outside: what its user can mend is told in words. */
public final class Invocation {
  private Invocation() {}

  /** The exit status: 0 only if all was done. */
  public static int of(Object command, String... arguments) {
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, line, parsed) -> failed(e))
        .execute(arguments);
  }

  private static int failed(Exception e) {
    if (e instanceof NoSuchFileException) {
      System.err.println("no such file: " + e.getMessage());
    } else if (e instanceof CommandFailure
        || e instanceof InvalidConfigurationException
        || e instanceof IllegalArgumentException
        || e instanceof IOException
        || e instanceof TimeoutException) {
      System.err.println(e.getMessage() == null ? e : e.getMessage());
    } else {
      e.printStackTrace();
    }
    return 1;
  }
}
