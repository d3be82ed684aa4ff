package org.flinkvectorindex.connectors.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.junit.jupiter.api.Test;

class LocalServersITCase {

  @Test
  void kafkaKeepsItsPortAndTopicsOverAKill() throws Exception {
    try (LocalKafka kafka = LocalKafka.open()) {
      kafka.createTopic("t", 3);
      kafka.kill();
      kafka.start();

      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        assertThat(admin.listTopics().names().get()).contains("t");
      }
    }
  }

  @Test
  void pulsarKeepsItsPortsAndTopicsOverAKill() throws Exception {
    try (LocalPulsar pulsar = LocalPulsar.open()) {
      pulsar.createTopic("t", 3);
      pulsar.kill();
      pulsar.start();

      try (PulsarClient client = PulsarClient.builder().serviceUrl(pulsar.serviceUrl()).build()) {
        assertThat(client.getPartitionsForTopic("t").get()).hasSize(3);
        try (Producer<byte[]> producer = client.newProducer().topic("t-partition-2").create()) {
          assertThat(producer.send(new byte[] {1})).isNotNull();
        }
      }
    }
  }

  @Test
  void redisKeepsItsPortAndKeysOverARestart() throws Exception {
    try (LocalRedis redis = LocalRedis.open("secret")) {
      RedisURI uri = RedisURI.create(redis.uri());
      uri.setCredentialsProvider(
          io.lettuce.core.RedisCredentialsProvider.from(
              () -> io.lettuce.core.RedisCredentials.just(null, "secret")));
      try (RedisClient client = RedisClient.create(uri)) {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
          connection.sync().set("k", "v");
        }
        redis.stop();
        redis.start();
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
          assertThat(connection.sync().get("k")).isEqualTo("v");
        }
      }
    }
  }
}
