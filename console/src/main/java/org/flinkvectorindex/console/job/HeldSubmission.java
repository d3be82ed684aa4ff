package org.flinkvectorindex.console.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.flinkvectorindex.console.CommandFailure;

/**
 * A job that is put together and waits, in a client's process of its own, for the savepoint that it
 * is to begin with: {@link HeldClient}. Closing it ends the process, also where nothing was
 * submitted.
 */
final class HeldSubmission implements AutoCloseable {
  private final Client client;
  private final Process process;
  private final boolean dropState;
  private final BufferedReader out;

  HeldSubmission(Client client, Process process, boolean dropState) {
    this.client = client;
    this.process = process;
    this.dropState = dropState;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Until it can be submitted.
   *
   * @throws CommandFailure if configuration, brokers or cluster refuse the job
   */
  void awaitReady() throws IOException, InterruptedException {
    String line = out.readLine();
    while (line != null && !line.equals(HeldClient.READY)) {
      line = out.readLine();
    }
    if (line == null) {
      client.requireDone(process);
      throw new CommandFailure("the jar's main class ends without a job");
    }
  }

  /**
   * @return the job's id
   * @throws CommandFailure if the cluster refuses it
   */
  String submit(String savepoint) throws IOException, InterruptedException {
    try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(savepoint + "\n" + dropState + "\n");
    } catch (IOException ended) {
      client.requireDone(process); // It says why.
      throw ended;
    }
    return client.submitted(process, out);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
