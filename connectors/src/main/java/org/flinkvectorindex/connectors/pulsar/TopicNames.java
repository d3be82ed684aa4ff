package org.flinkvectorindex.connectors.pulsar;

import org.apache.pulsar.common.naming.TopicName;

/** Names of topics. */
public final class TopicNames {
  private TopicNames() {}

  /**
   * With domain, tenant and namespace: {@code vectors} is {@code
   * persistent://public/default/vectors}.
   */
  public static String full(String name) {
    return TopicName.get(name).toString();
  }

  /**
   * @param partition -1 where the topic has none
   */
  static String ofPartition(String topic, int partition) {
    return partition < 0 ? topic : TopicName.get(topic).getPartition(partition).toString();
  }
}
