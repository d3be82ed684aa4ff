package org.flinkvectorindex.connectors.pulsar;

import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.connector.pulsar.source.enumerator.cursor.CursorPosition;
import org.apache.flink.connector.pulsar.source.enumerator.cursor.StartCursor;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.impl.MessageIdImpl;
import org.apache.pulsar.common.policies.data.ManagedLedgerInternalStats.CursorStats;

/**
 * Begins where the subscription stands, at the earliest message where it is new. The connector
 * itself always moves the subscription when it first meets a partition, so it is asked for before.
 */
final class CommittedCursor implements StartCursor {
  private static final long serialVersionUID = 1L;

  private final String adminUrl;
  private final String subscription;
  private final Map<String, String> properties;

  CommittedCursor(String adminUrl, String subscription, Map<String, String> properties) {
    this.adminUrl = adminUrl;
    this.subscription = subscription;
    this.properties = properties;
  }

  @Override
  public CursorPosition position(String topic, int partition) {
    String name = TopicNames.ofPartition(topic, partition);
    try (PulsarAdmin admin = Clients.admin(adminUrl, properties)) {
      CursorStats cursor = admin.topics().getInternalStats(name).cursors.get(subscription);
      return Optional.ofNullable(cursor)
          .map(stands -> new CursorPosition(acknowledged(stands, partition), false))
          .orElseGet(() -> new CursorPosition(MessageId.earliest, true));
    } catch (PulsarAdminException e) {
      throw new IllegalStateException(
          "can't ask %s where subscription %s of %s stands: %s"
              .formatted(adminUrl, subscription, name, e.getMessage()),
          e);
    } catch (PulsarClientException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last entry before which everything is acknowledged. */
  private static MessageId acknowledged(CursorStats cursor, int partition) {
    String[] position = cursor.markDeletePosition.split(":", -1);
    return new MessageIdImpl(Long.parseLong(position[0]), Long.parseLong(position[1]), partition);
  }
}
