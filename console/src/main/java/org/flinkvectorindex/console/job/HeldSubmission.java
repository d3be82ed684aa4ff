package org.flinkvectorindex.console.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
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
  private final Set<String> operators = new HashSet<>();
  private String job = "";

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
    while (line != null && !line.startsWith(HeldClient.READY)) {
      if (line.startsWith(HeldClient.OPERATOR)) {
        operators.add(line.substring(HeldClient.OPERATOR.length()));
      }
      line = out.readLine();
    }
    if (line == null) {
      client.requireDone(process);
      throw new CommandFailure("the jar's main class ends without a job");
    }
    job = line.substring(HeldClient.READY.length());
  }

  /** The id that the job will have, once it is ready. */
  String job() {
    return job;
  }

  /** Ids of its operators, as savepoints know them, once it is ready. */
  Set<String> operators() {
    return Set.copyOf(operators);
  }

  /**
   * @throws CommandFailure if the cluster refuses it, or what it did with it could not be learnt
   */
  void submit(String savepoint) throws IOException, InterruptedException {
    try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(savepoint + "\n" + dropState + "\n");
    } catch (IOException ended) {
      client.requireDone(process); // It says why.
      throw ended;
    }
    client.submitted(process, out);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
