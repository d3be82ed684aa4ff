package org.flinkvectorindex.connectors.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks, before a job is submitted, whether its brokers are there and have its topics. */
public final class KafkaPreflight {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaPreflight.class);

  /** The brokers' setting. */
  private static final String LONGEST_TRANSACTION = "transaction.max.timeout.ms";

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
    ask(
        bootstrapServers,
        properties,
        patience,
        admin -> requireTopics(bootstrapServers, topics, admin.listTopics().names().get()));
  }

  /**
   * Returns once the brokers are known to allow transactions that long; also where they don't let
   * themselves be asked, with a warning.
   *
   * @throws KafkaUnfit naming what they allow
   */
  public static void checkTransactions(
      String bootstrapServers, Duration timeout, Map<String, String> properties, Duration patience)
      throws KafkaUnfit, InterruptedException {
    ask(
        bootstrapServers,
        properties,
        patience,
        admin -> requireTransactions(bootstrapServers, timeout, admin));
  }

  private static void requireTransactions(String bootstrapServers, Duration timeout, Admin admin)
      throws KafkaUnfit, ExecutionException, InterruptedException {
    int broker = admin.describeCluster().nodes().get().iterator().next().id();
    ConfigResource resource =
        new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(broker));
    Config config;
    try {
      config = admin.describeConfigs(Set.of(resource)).all().get().get(resource);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        LOG.warn(
            "Kafka at {} doesn't say how long transactions may be: {}",
            bootstrapServers,
            e.getCause().getMessage());
        return;
      }
      throw e;
    }
    long most = Long.parseLong(config.get(LONGEST_TRANSACTION).value());
    if (timeout.toMillis() > most) {
      throw new KafkaUnfit(
          "Kafka at %s allows transactions of %d ms (%s), %s is %d ms"
              .formatted(
                  bootstrapServers,
                  most,
                  LONGEST_TRANSACTION,
                  KafkaSinks.TRANSACTION_TIMEOUT,
                  timeout.toMillis()));
    }
  }

  interface Question {
    void ask(Admin admin) throws KafkaUnfit, ExecutionException, InterruptedException;
  }

  static void ask(
      String bootstrapServers, Map<String, String> properties, Duration patience, Question question)
      throws KafkaUnfit, InterruptedException {
    try (Admin admin = admin(bootstrapServers, properties, patience)) {
      question.ask(admin);
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
