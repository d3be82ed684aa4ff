package org.flinkvectorindex.console.topic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SinkOptions;
import org.flinkvectorindex.jobs.config.SinkPlace;
import org.flinkvectorindex.jobs.config.SourceOptions;
import org.flinkvectorindex.jobs.config.SourcePlace;
import org.flinkvectorindex.jobs.preflight.Places;

/** Creates those topics of Kafka that a job names and that are not there. */
public final class Creation {
  private static final int PATIENCE_MILLIS = 30_000;

  private Creation() {}

  /**
   * With as many partitions and copies as the brokers give by default.
   *
   * @return those that were created
   * @throws CommandFailure if brokers are away, or refuse
   */
  public static Set<String> of(JobOptions job) throws InterruptedException {
    Set<String> created = new TreeSet<>();
    for (SourceOptions source : Places.sources(job).values()) {
      if (source.place() instanceof SourcePlace.Kafka kafka) {
        for (String topic : kafka.topics()) {
          create(kafka.bootstrapServers(), topic, Secret.reveal(source.properties()), created);
        }
      }
    }
    for (SinkOptions sink : Places.sinks(job).values()) {
      if (sink.place() instanceof SinkPlace.Kafka kafka) {
        create(kafka.bootstrapServers(), kafka.topic(), Secret.reveal(sink.properties()), created);
      }
    }
    return created;
  }

  private static void create(
      String servers, String topic, Map<String, String> properties, Set<String> created)
      throws InterruptedException {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put("bootstrap.servers", servers);
    settings.put("default.api.timeout.ms", PATIENCE_MILLIS);
    try (Admin admin = Admin.create(settings)) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.empty(), Optional.empty())))
          .all()
          .get();
      created.add(topic);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new CommandFailure(
            "topic %s can't be created by %s: %s"
                .formatted(topic, servers, e.getCause().getMessage()),
            e);
      }
    }
  }
}
