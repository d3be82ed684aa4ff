package org.flinkvectorindex.console.cluster;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says where Flink is, for clusters that {@code bin/cluster} did not start. */
public final class FlinkAddress {
  @Option(
      names = "--rest",
      paramLabel = "URL",
      description = "Flink's REST interface; default: that of bin/cluster.")
  private URI address;

  /** Empty for the cluster of this machine. */
  public Optional<URI> given() {
    return Optional.ofNullable(address);
  }

  public Rest rest() throws IOException {
    return address == null ? new Cluster(Home.of(System.getenv())).rest() : new Rest(address);
  }
}
