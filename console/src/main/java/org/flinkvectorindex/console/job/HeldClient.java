package org.flinkvectorindex.console.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.client.ClientUtils;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.client.cli.CustomCommandLine;
import org.apache.flink.client.deployment.ClusterClientFactory;
import org.apache.flink.client.deployment.ClusterClientJobClientAdapter;
import org.apache.flink.client.deployment.ClusterDescriptor;
import org.apache.flink.client.deployment.DefaultClusterClientServiceLoader;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.client.program.ClusterClient;
import org.apache.flink.client.program.ClusterClientProvider;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.client.program.ProgramInvocationException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.core.execution.RestoreMode;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.security.SecurityConfiguration;
import org.apache.flink.runtime.security.SecurityUtils;

/**
 * Flink's own client, {@code run}, that stops before the last step: the job's {@code main} has read
 * its configuration and asked its brokers, the job is put together and the cluster is found when it
 * says {@link #READY}, with the id that the job will have: whatever becomes of the submission, it
 * is known which job to look for. Then it waits on stdin for the path of a savepoint and for
 * whether state that nobody claims is given up, a line each, and submits. So what takes the seconds
 * of a submission is over before the job that is replaced is stopped.
 */
public final class HeldClient extends CliFrontend {
  static final String READY = "Ready to be submitted as job ";
  static final String OPERATOR = "With state of operator ";

  private HeldClient(Configuration configuration, List<CustomCommandLine> lines) {
    super(configuration, lines);
  }

  public static void main(String[] arguments) {
    String folder = getConfigurationDirectoryFromEnv();
    Configuration configuration = GlobalConfiguration.loadConfiguration(folder);
    HeldClient client =
        new HeldClient(configuration, loadCustomCommandLines(configuration, folder));
    int status;
    try {
      SecurityUtils.install(new SecurityConfiguration(configuration));
      status = SecurityUtils.getInstalledContext().runSecured(() -> client.parseAndRun(arguments));
    } catch (Exception e) {
      e.printStackTrace();
      status = 1;
    }
    System.exit(status);
  }

  @Override
  protected void executeProgram(Configuration configuration, PackagedProgram program)
      throws ProgramInvocationException {
    ClientUtils.executeProgram(new Held(), configuration, program, false, false);
  }

  /** The one way in which {@code execute} of a job's {@code main} goes here. */
  private static final class Held
      implements PipelineExecutorServiceLoader, PipelineExecutorFactory, PipelineExecutor {

    @Override
    public CompletableFuture<JobClient> execute(
        Pipeline pipeline, Configuration configuration, ClassLoader loader) throws Exception {
      JobGraph job = PipelineExecutorUtils.getJobGraph(pipeline, configuration, loader);
      return submitLater(
          job,
          new DefaultClusterClientServiceLoader().getClusterClientFactory(configuration),
          configuration,
          loader);
    }

    private static <C> CompletableFuture<JobClient> submitLater(
        JobGraph job,
        ClusterClientFactory<C> clusters,
        Configuration configuration,
        ClassLoader loader)
        throws Exception {
      try (ClusterDescriptor<C> clusterDescriptor =
          clusters.createClusterDescriptor(configuration)) {
        ClusterClientProvider<C> cluster =
            clusterDescriptor.retrieve(clusters.getClusterId(configuration));
        try (ClusterClient<C> client = cluster.getClusterClient()) {
          client.listJobs().get(); // Finds the JobManager, and the client's classes.
          job.setSavepointRestoreSettings(awaitSavepoint(job));
          JobID id = client.submitJob(job).get();
          ClientUtils.waitUntilJobInitializationFinished(
              () -> client.getJobStatus(id).get(), () -> client.requestJobResult(id).get(), loader);
          return CompletableFuture.completedFuture(
              new ClusterClientJobClientAdapter<>(cluster, id, loader));
        }
      }
    }

    private static SavepointRestoreSettings awaitSavepoint(JobGraph job) throws IOException {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (JobVertex vertex : job.getVertices()) {
        for (OperatorIDPair operator : vertex.getOperatorIDs()) {
          System.out.println(OPERATOR + operator.getGeneratedOperatorID());
          operator
              .getUserDefinedOperatorID()
              .ifPresent(given -> System.out.println(OPERATOR + given));
        }
      }
      System.out.println(READY + job.getJobID());
      String path = in.readLine();
      String dropState = in.readLine();
      if (dropState == null) {
        throw new IOException("nobody said which savepoint the job begins with");
      }
      // Whatever the cluster is configured to: the way back begins with the same savepoint.
      return SavepointRestoreSettings.forPath(
          path, Boolean.parseBoolean(dropState), RestoreMode.NO_CLAIM);
    }

    @Override
    public PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
      return this;
    }

    @Override
    public PipelineExecutor getExecutor(Configuration configuration) {
      return this;
    }

    @Override
    public Stream<String> getExecutorNames() {
      return Stream.of(getName());
    }

    @Override
    public String getName() {
      return "held";
    }

    @Override
    public boolean isCompatibleWith(Configuration configuration) {
      return true;
    }
  }
}
