package org.flinkvectorindex.connectors.pulsar;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.MessageIdAdv;

/**
 * The last message that each partition of one reader has given. Messages of a partition come in the
 * order of their ids, so what is not after that one was there before.
 */
final class Positions implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Comparator<MessageIdAdv> ORDER =
      Comparator.comparingLong(MessageIdAdv::getLedgerId)
          .thenComparingLong(MessageIdAdv::getEntryId)
          .thenComparingInt(MessageIdAdv::getBatchIndex);

  private final Map<String, MessageIdAdv> last = new HashMap<>();

  /**
   * @param partition the topic's name with that of the partition
   */
  void resume(String partition, MessageId given) {
    last.put(partition, (MessageIdAdv) given);
  }

  /** Whether the message is new; then it is the last one now. */
  boolean advance(Message<?> message) {
    MessageIdAdv id = (MessageIdAdv) message.getMessageId();
    MessageIdAdv before = last.get(message.getTopicName());
    if (before != null && ORDER.compare(id, before) <= 0) {
      return false;
    }
    last.put(message.getTopicName(), id);
    return true;
  }

  Optional<MessageId> of(String partition) {
    return Optional.ofNullable(last.get(partition));
  }
}
