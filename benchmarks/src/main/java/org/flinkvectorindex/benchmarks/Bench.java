package org.flinkvectorindex.benchmarks;

import org.flinkvectorindex.benchmarks.ann.AnnCommand;
import org.flinkvectorindex.benchmarks.codec.CodecCommand;
import org.flinkvectorindex.benchmarks.kernels.KernelsCommand;
import org.flinkvectorindex.benchmarks.pipeline.PipelineCommand;
import org.flinkvectorindex.benchmarks.plot.PlotCommand;
import org.flinkvectorindex.benchmarks.runbook.RunbookCommand;
import org.flinkvectorindex.benchmarks.state.StateCommand;
import org.flinkvectorindex.benchmarks.windows.WindowsCommand;
import org.flinkvectorindex.console.Invocation;
import picocli.CommandLine.Command;

/** {@code bin/bench}: one subcommand a kind of measurement. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures. Progress goes to stderr, results to stdout.",
    subcommands = {
      AnnCommand.class,
      RunbookCommand.class,
      StateCommand.class,
      PipelineCommand.class,
      CodecCommand.class,
      KernelsCommand.class,
      WindowsCommand.class,
      PlotCommand.class
    })
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** The exit status: 0 only if all was done. */
  static int run(String... arguments) {
    return Invocation.of(new Bench(), arguments);
  }
}
