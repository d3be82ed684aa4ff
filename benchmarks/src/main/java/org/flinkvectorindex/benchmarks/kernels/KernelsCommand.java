package org.flinkvectorindex.benchmarks.kernels;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.flinkvectorindex.benchmarks.Output;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Distances and single operations under JMH, with what they allocate. */
@Command(
    name = "kernels",
    mixinStandardHelpOptions = true,
    description =
        "Distances and single operations under JMH, with its GC profile. All other arguments are"
            + " JMH's: a regular expression of benchmarks, -p dimension=100 -p kernels=SIMD, -f, -wi,"
            + " -i, -l …")
public final class KernelsCommand implements Callable<Integer> {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** {@link IndexOperations.Handed}. */
  private static final String HANDED = "handed";

  @Spec private CommandSpec command;
  @Mixin private Output output;
  @Unmatched private List<String> jmh = new ArrayList<>();

  @Override
  public Integer call() throws RunnerException {
    CommandLineOptions given = given();
    ChainedOptionsBuilder options = new OptionsBuilder().parent(given);
    if (given.getProfilers().isEmpty()) {
      options.addProfiler(GCProfiler.class);
    }
    OutputFormat progress =
        OutputFormatFactory.createFormatInstance(
            System.err, given.verbosity().orElse(VerboseMode.NORMAL));
    Runner runner = new Runner(options.build(), progress);
    if (given.shouldList()) {
      runner.list();
      return 0;
    }
    print(runner.run());
    return 0;
  }

  private CommandLineOptions given() {
    try {
      return new CommandLineOptions(jmh.toArray(String[]::new));
    } catch (CommandLineOptionException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private void print(Collection<RunResult> results) {
    for (RunResult result : results) {
      BenchmarkParams params = result.getParams();
      List<Object> pairs = new ArrayList<>();
      pairs.addAll(List.of("op", "kernel", "benchmark", name(params.getBenchmark())));
      for (String key : params.getParamsKeys()) {
        pairs.addAll(List.of(key, params.getParam(key)));
      }
      Result<?> primary = result.getPrimaryResult();
      pairs.addAll(List.of("score", primary.getScore(), "error", primary.getScoreError()));
      pairs.addAll(List.of("unit", primary.getScoreUnit()));
      for (String metric : result.getSecondaryResults().keySet()) {
        if (metric.endsWith(ALLOCATED)) {
          pairs.add("allocated_bytes_per_op");
          pairs.add(result.getSecondaryResults().get(metric).getScore());
        } else if (metric.equals(HANDED)) {
          // Time an operation, and time a byte.
          pairs.add("handed_bytes_per_op");
          pairs.add(primary.getScore() / result.getSecondaryResults().get(metric).getScore());
        }
      }
      output.result(pairs.toArray());
    }
  }

  /** Class and method. */
  private static String name(String benchmark) {
    return benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
  }
}
