package org.flinkvectorindex.connectors.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks, before a job is submitted, whether its brokers are there and have its topics. */
public final class KafkaPreflight {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaPreflight.class);

  /** Settings of brokers. */
  private static final String LONGEST_TRANSACTION = "transaction.max.timeout.ms";

  private static final String CREATES_TOPICS = "auto.create.topics.enable";

  /** A setting of topics. */
  private static final String CLEANUP = "cleanup.policy";

  /** With more patience a request that nobody answers is sent again. */
  private static final int LONGEST_REQUEST_MS = 10_000;

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
   * Returns once the brokers have all these topics. Those that are only written may be missing
   * where brokers create what is written to; where they don't say whether they do, a warning tells
   * so.
   *
   * @param properties of Kafka's clients, for what the brokers ask of them
   * @param patience how long brokers that are away are waited for
   * @throws KafkaUnfit naming the bootstrap servers, and the topics that are missing
   */
  public static void check(
      String bootstrapServers,
      Set<String> read,
      Set<String> written,
      Map<String, String> properties,
      Duration patience)
      throws KafkaUnfit, InterruptedException {
    ask(
        bootstrapServers,
        properties,
        patience,
        admin -> requireTopics(bootstrapServers, read, written, admin));
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
    Optional<String> said = setting(LONGEST_TRANSACTION, bootstrapServers, admin);
    if (said.isEmpty()) {
      return;
    }
    long most = Long.parseLong(said.get());
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

  /**
   * Returns where the brokers keep every record of a topic, also where they don't let themselves be
   * asked. A topic of more than one partition, and one of which old records go some day, are warned
   * of; of one that isn't there nothing is said.
   *
   * @throws KafkaUnfit where of records with one key only the last stays
   */
  public static void checkKept(
      String bootstrapServers, String topic, Map<String, String> properties, Duration patience)
      throws KafkaUnfit, InterruptedException {
    ask(
        bootstrapServers,
        properties,
        patience,
        admin -> requireKept(bootstrapServers, topic, admin));
  }

  private static void requireKept(String bootstrapServers, String topic, Admin admin)
      throws KafkaUnfit, ExecutionException, InterruptedException {
    if (!admin.listTopics().names().get().contains(topic)) {
      return;
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Optional<Config> said = settings(resource, CLEANUP, bootstrapServers, admin);
    if (said.isPresent()) {
      String cleanup = value(CLEANUP, said.get()).orElse("");
      if (cleanup.contains("compact")) {
        throw new KafkaUnfit(
            ("topic %s of Kafka at %s has %s %s, allowed: delete, with retention.ms -1. Compaction"
                    + " keeps the last record of a key, and each record counts")
                .formatted(topic, bootstrapServers, CLEANUP, cleanup));
      }
      for (String limit : List.of("retention.ms", "retention.bytes")) {
        String value = value(limit, said.get()).orElse("-1");
        if (!value.equals("-1")) {
          LOG.warn(
              "Topic {} of Kafka at {} has {} {}: each of its records is needed by a job that begins"
                  + " without state. -1 keeps them.",
              topic,
              bootstrapServers,
              limit,
              value);
        }
      }
    }
    int partitions =
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
    if (partitions > 1) {
      LOG.warn(
          "Topic {} of Kafka at {} has {} partitions: the order of its records counts, and is known"
              + " in one partition only. With one key, as bin/collection gives, all are in one.",
          topic,
          bootstrapServers,
          partitions);
    }
  }

  /** What a broker says it is set to; empty, with a warning, where it doesn't say. */
  private static Optional<String> setting(String name, String bootstrapServers, Admin admin)
      throws ExecutionException, InterruptedException {
    int broker = admin.describeCluster().nodes().get().iterator().next().id();
    ConfigResource resource =
        new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(broker));
    return settings(resource, name, bootstrapServers, admin).flatMap(all -> value(name, all));
  }

  private static Optional<String> value(String name, Config settings) {
    return Optional.ofNullable(settings.get(name)).map(ConfigEntry::value);
  }

  private static Optional<Config> settings(
      ConfigResource resource, String wanted, String bootstrapServers, Admin admin)
      throws ExecutionException, InterruptedException {
    try {
      return Optional.of(admin.describeConfigs(Set.of(resource)).all().get().get(resource));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        LOG.warn(
            "Kafka at {} doesn't say its {}: {}",
            bootstrapServers,
            wanted,
            e.getCause().getMessage());
        return Optional.empty();
      }
      throw e;
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

  private static void requireTopics(
      String bootstrapServers, Set<String> read, Set<String> written, Admin admin)
      throws KafkaUnfit, ExecutionException, InterruptedException {
    Set<String> there = admin.listTopics().names().get();
    List<String> wrong = new ArrayList<>();
    Set<String> unread = missing(read, there);
    if (!unread.isEmpty()) {
      wrong.add("has no topics " + unread);
    }
    Set<String> unwritten = missing(written, there);
    if (!unwritten.isEmpty()
        && setting(CREATES_TOPICS, bootstrapServers, admin).equals(Optional.of("false"))) {
      wrong.add("has no topics %s and creates none (%s)".formatted(unwritten, CREATES_TOPICS));
    }
    if (!wrong.isEmpty()) {
      throw new KafkaUnfit(
          "Kafka at %s %s".formatted(bootstrapServers, String.join("; it ", wrong)));
    }
  }

  private static Set<String> missing(Set<String> topics, Set<String> there) {
    Set<String> missing = new TreeSet<>(topics);
    missing.removeAll(there);
    return missing;
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
    configuration.put(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(millis, LONGEST_REQUEST_MS));
    configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    return configuration;
  }
}
