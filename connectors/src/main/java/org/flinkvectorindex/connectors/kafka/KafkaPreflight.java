package org.flinkvectorindex.connectors.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;

/** Asks, before a job is submitted, whether its brokers are there and have its topics. */
public final class KafkaPreflight {
  private KafkaPreflight() {}

  /** What keeps the job from being submitted; the message is for its owner. */
  public static final class KafkaUnfit extends Exception {
    private static final long serialVersionUID = 1L;

    KafkaUnfit(String message, Throwable cause) {
      super(message, cause);
    }

    KafkaUnfit(String message) {
      super(message);
    }
  }

  /**
   * Returns once the brokers have all these topics.
   *
   * @param properties of Kafka's clients, for what the brokers ask of them
   * @param patience how long brokers that are away are waited for
   * @throws KafkaUnfit naming the bootstrap servers, and the topics that are missing
   */
  public static void check(
      String bootstrapServers,
      Set<String> topics,
      Map<String, String> properties,
      Duration patience)
      throws KafkaUnfit, InterruptedException {
    try (Admin admin = admin(bootstrapServers, properties, patience)) {
      requireTopics(bootstrapServers, topics, admin.listTopics().names().get());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RetriableException
          ? new KafkaUnfit("no Kafka broker answers at " + bootstrapServers, e)
          : new KafkaUnfit(
              "Kafka at %s refuses: %s".formatted(bootstrapServers, e.getCause().getMessage()), e);
    }
  }

  private static void requireTopics(String bootstrapServers, Set<String> topics, Set<String> there)
      throws KafkaUnfit {
    Set<String> missing = new TreeSet<>(topics);
    missing.removeAll(there);
    if (!missing.isEmpty()) {
      throw new KafkaUnfit("Kafka at %s has no topics %s".formatted(bootstrapServers, missing));
    }
  }

  private static Admin admin(
      String bootstrapServers, Map<String, String> properties, Duration patience)
      throws KafkaUnfit {
    try {
      return Admin.create(configuration(bootstrapServers, properties, patience));
    } catch (KafkaException e) {
      String cause = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new KafkaUnfit("no Kafka client for %s: %s".formatted(bootstrapServers, cause), e);
    }
  }

  private static Map<String, Object> configuration(
      String bootstrapServers, Map<String, String> properties, Duration patience) {
    int millis = Math.toIntExact(patience.toMillis());
    Map<String, Object> configuration = new HashMap<>(properties);
    configuration.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    configuration.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    return configuration;
  }
}
