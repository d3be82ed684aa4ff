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
   * With as many partitions and copies as the brokers give by default; that of control with one,
   * kept for ever, as its order counts and all of it.
   *
   * @return those that were created
   * @throws CommandFailure if brokers are away, or refuse
   */
  public static Set<String> of(JobOptions job) throws InterruptedException {
    Set<String> created = new TreeSet<>();
    for (SourceOptions source : Places.sources(job).values()) {
      boolean control = job.control().equals(Optional.of(source));
      if (source.place() instanceof SourcePlace.Kafka kafka) {
        for (String name : kafka.topics()) {
          NewTopic topic = control ? kept(name) : usual(name);
          create(kafka.bootstrapServers(), topic, Secret.reveal(source.properties()), created);
        }
      }
    }
    for (SinkOptions sink : Places.sinks(job).values()) {
      if (sink.place() instanceof SinkPlace.Kafka kafka) {
        NewTopic topic = usual(kafka.topic());
        create(kafka.bootstrapServers(), topic, Secret.reveal(sink.properties()), created);
      }
    }
    return created;
  }

  private static NewTopic usual(String name) {
    return new NewTopic(name, Optional.empty(), Optional.empty());
  }

  private static NewTopic kept(String name) {
    return new NewTopic(name, Optional.of(1), Optional.empty())
        .configs(Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1"));
  }

  private static void create(
      String servers, NewTopic topic, Map<String, String> properties, Set<String> created)
      throws InterruptedException {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put("bootstrap.servers", servers);
    settings.put("default.api.timeout.ms", PATIENCE_MILLIS);
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(topic)).all().get();
      created.add(topic.name());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new CommandFailure(
            "topic %s can't be created by %s: %s"
                .formatted(topic.name(), servers, e.getCause().getMessage()),
            e);
      }
    }
  }
}
