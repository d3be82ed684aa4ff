package org.flinkvectorindex.console;

import org.flinkvectorindex.console.cluster.ClusterCommand;
import org.flinkvectorindex.console.collection.CollectionCommand;
import org.flinkvectorindex.console.inspect.InspectCommand;
import org.flinkvectorindex.console.job.BackfillCommand;
import org.flinkvectorindex.console.job.SavepointCommand;
import org.flinkvectorindex.console.job.StatusCommand;
import org.flinkvectorindex.console.job.SubmitCommand;
import org.flinkvectorindex.console.job.UpgradeCommand;
import org.flinkvectorindex.console.topic.AskCommand;
import org.flinkvectorindex.console.topic.SendCommand;
import picocli.CommandLine.Command;

/** The scripts in {@code bin/} that act on a cluster: each is a subcommand here. */
@Command(
    name = "bin",
    synopsisHeading = "",
    mixinStandardHelpOptions = true,
    subcommands = {
      ClusterCommand.class,
      SubmitCommand.class,
      SavepointCommand.class,
      UpgradeCommand.class,
      BackfillCommand.class,
      StatusCommand.class,
      CollectionCommand.class,
      SendCommand.class,
      AskCommand.class,
      InspectCommand.class
    })
public final class Console {
  Console() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** The exit status: 0 only if all was done. */
  static int run(String... arguments) {
    return Invocation.of(new Console(), arguments);
  }
}
