package org.flinkvectorindex.connectors.pulsar;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.common.naming.TopicName;

/**
 * Asks, before a job is submitted, whether its Pulsar is there and has its topics. Each question
 * says what is wrong, or nothing.
 */
public final class PulsarPreflight {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private PulsarPreflight() {}

  /** Whether the administration answers and knows these topics, with partitions or without. */
  public static Optional<String> missing(
      String adminUrl, Set<String> topics, Map<String, String> properties) {
    try (PulsarAdmin admin = Clients.admin(adminUrl, properties)) {
      admin.clusters().getClusters();
      Set<String> missing = new TreeSet<>();
      for (String topic : topics) {
        TopicName name = TopicName.get(topic);
        Set<String> there = new HashSet<>(admin.topics().getList(name.getNamespace()));
        there.addAll(admin.topics().getPartitionedTopicList(name.getNamespace()));
        if (!there.contains(name.toString())) {
          missing.add(name.toString());
        }
      }
      return missing.isEmpty()
          ? Optional.empty()
          : Optional.of("Pulsar at %s has no topics %s".formatted(adminUrl, missing));
    } catch (PulsarAdminException | PulsarClientException e) {
      return Optional.of("no Pulsar answers at %s: %s".formatted(adminUrl, e.getMessage()));
    }
  }

  /** Whether a broker answers for a topic, which it may create. */
  public static Optional<String> unreachable(
      String serviceUrl, String topic, Map<String, String> properties) {
    try (PulsarClient client = Clients.client(serviceUrl, properties)) {
      client.getPartitionsForTopic(topic).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (PulsarClientException | ExecutionException | TimeoutException e) {
      String why = e.getCause() == null ? e.toString() : e.getCause().getMessage();
      return Optional.of("no Pulsar answers at %s: %s".formatted(serviceUrl, why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }
}
