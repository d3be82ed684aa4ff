package org.flinkvectorindex.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flinkvectorindex.benchmarks.local.Await;
import org.flinkvectorindex.benchmarks.local.TopicReader;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.local.LocalRedis;
import org.flinkvectorindex.console.cluster.Cluster;

/**
 * What a user of the scripts has around a job: a Kafka with its topics, a Redis, one who writes to
 * topics and reads answers, and a folder for a cluster, which ends with it.
 */
final class Surroundings implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Commands bin;
  private final LocalKafka kafka = LocalKafka.open();
  private final LocalRedis redis;
  private final KafkaProducer<String, String> producer;
  private final TopicReader results;
  private final Map<String, JsonNode> answers = new ConcurrentHashMap<>();
  private final Random random = new Random(7);

  Surroundings(Path folder) throws Exception {
    bin = new Commands(folder);
    redis = LocalRedis.open();
    kafka.createTopic("control", 1);
    for (String topic : List.of("vectors", "queries", "results", "dead")) {
      kafka.createTopic(topic, 2);
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 0),
            new StringSerializer(),
            new StringSerializer());
    results =
        new TopicReader(
            kafka.bootstrapServers(),
            "results",
            (answer, seen) -> answers.put(answer.path("query_id").asText(), answer));
  }

  Commands bin() {
    return bin;
  }

  Cluster cluster() {
    return new Cluster(bin.home());
  }

  String servers() {
    return kafka.bootstrapServers();
  }

  LocalKafka kafka() {
    return kafka;
  }

  LocalRedis redis() {
    return redis;
  }

  void createTopic(String topic) {
    kafka.createTopic(topic, 2);
  }

  /** What a script says that must succeed. */
  Commands.Said ok(String name, String... arguments) throws Exception {
    Commands.Said said = bin.run(name, arguments);
    assertThat(said.status()).as("%s: %s", name, said.err()).isZero();
    return said;
  }

  /** The same of one that prints JSON. */
  List<JsonNode> json(String name, String... arguments) throws Exception {
    return lines(ok(name, arguments));
  }

  static List<JsonNode> lines(Commands.Said said) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : said.out()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  void change(String id, String json) {
    producer.send(new ProducerRecord<>("vectors", id, json));
  }

  /** Until Kafka has all of it. */
  void flush() {
    producer.flush();
  }

  void ask(String id, String query) {
    producer.send(new ProducerRecord<>("queries", id, query));
  }

  /** Waits for it. */
  JsonNode answer(String id) throws Exception {
    Await.until("an answer to " + id, PATIENCE, () -> answers.containsKey(id));
    return answers.get(id);
  }

  /** The same each time. */
  float[] vector(int dimension) {
    float[] vector = new float[dimension];
    for (int c = 0; c < dimension; c++) {
      vector[c] = (float) random.nextGaussian();
    }
    return vector;
  }

  @Override
  public void close() throws Exception {
    cluster().stop();
    results.close();
    producer.close();
    redis.close();
    kafka.close();
  }
}
