package org.flinkvectorindex.jobs.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.flinkvectorindex.connectors.local.LocalKafka;

/**
 * A program outside the job, with topics of its own: sends changes and queries, reads what comes of
 * them. Knows nothing but the contracts.
 */
final class Outside implements AutoCloseable {
  static final int PARTITIONS = 4;

  private final LocalKafka kafka;
  private final String name;
  private final KafkaProducer<byte[], byte[]> producer;
  private final TopicReader results;
  private final Map<String, JsonNode> answers = new HashMap<>();
  private final Set<String> repeated = new HashSet<>();
  private String vectors;
  private int asked;

  Outside(LocalKafka kafka) {
    this(kafka, UUID.randomUUID().toString());
  }

  /** With topics of names that a savepoint knows. */
  Outside(LocalKafka kafka, String name) {
    this.kafka = kafka;
    this.name = name;
    this.vectors = "vectors-" + name;
    kafka.createTopic(vectors(), PARTITIONS);
    for (String topic : List.of(queries(), resultsTopic(), deadLetters(), changes())) {
      kafka.createTopic(topic, 2);
    }
    Map<String, Object> properties = new HashMap<>(kafka.clientProperties());
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("linger.ms", 5);
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.results = reader(resultsTopic());
  }

  String vectors() {
    return vectors;
  }

  String queries() {
    return "queries-" + name;
  }

  String resultsTopic() {
    return "results-" + name;
  }

  String deadLetters() {
    return "dead-" + name;
  }

  String changes() {
    return "changes-" + name;
  }

  /** Takes its changes from the topic of another. */
  void readsVectorsFrom(String topic) {
    vectors = topic;
  }

  /** The configuration of a job between these topics. */
  String yaml(int dimension) {
    return """
        name: %1$s
        collections:
          - {name: words, dimension: %2$d, order: version, shards: 4, index: {ef: 100}}
        vectors:
          - {type: kafka, bootstrap-servers: "%3$s", topics: [%4$s], group-id: %1$s, start: earliest}
        queries:
          - {type: kafka, bootstrap-servers: "%3$s", topics: [queries-%1$s], group-id: %1$s, start: earliest}
        results: {type: kafka, bootstrap-servers: "%3$s", topic: results-%1$s}
        dead-letters: {type: kafka, bootstrap-servers: "%3$s", topic: dead-%1$s}
        changes: {type: kafka, bootstrap-servers: "%3$s", topic: changes-%1$s}
        search: {timeout: 30 s}
        checkpoints: {interval: 500 ms}
        """
        .formatted(name, dimension, kafka.bootstrapServers(), vectors);
  }

  TopicReader reader(String topic) {
    return new TopicReader(kafka.bootstrapServers(), topic, kafka.clientProperties());
  }

  void send(String topic, int partition, byte[] value) {
    producer.send(new ProducerRecord<>(topic, partition, null, value));
  }

  /**
   * @param timestamp that the broker keeps with the record, milliseconds since the epoch
   */
  void send(String topic, int partition, long timestamp, byte[] value) {
    producer.send(new ProducerRecord<>(topic, partition, timestamp, null, value));
  }

  /** Sends changes to partitions at random: nothing keeps those of one id together. */
  void sendAll(Collection<Workload.Change> changes, Random random) {
    for (Workload.Change change : changes) {
      send(vectors(), random.nextInt(PARTITIONS), change.json().getBytes(UTF_8));
    }
    producer.flush();
  }

  void flush() {
    producer.flush();
  }

  /** Asks, and gives the answers in the order of the questions. */
  List<JsonNode> ask(List<String> fields) {
    return ask(Workload.COLLECTION, fields);
  }

  /** The same of another collection, or by an alias. */
  List<JsonNode> ask(String collection, List<String> fields) {
    List<String> ids = new ArrayList<>();
    for (String each : fields) {
      String id = "q-" + asked++;
      ids.add(id);
      String query =
          "{\"query_id\":\"%s\",\"collection\":\"%s\",%s}".formatted(id, collection, each);
      send(queries(), asked % 2, query.getBytes(UTF_8));
    }
    producer.flush();
    return answersTo(ids);
  }

  /** The answers to queries that were sent, once all are there. */
  List<JsonNode> answersTo(List<String> ids) {
    Await.until(
        ids.size() + " queries are answered",
        () -> {
          results
              .poll()
              .forEach(
                  record -> {
                    JsonNode answer = Json.read(record.value());
                    String id = answer.path("query_id").asText();
                    if (answers.put(id, answer) != null) {
                      repeated.add(id);
                    }
                  });
          return answers.keySet().containsAll(ids);
        });
    return ids.stream().map(answers::get).toList();
  }

  /** Queries that were answered more than once. */
  Set<String> repeated() {
    return repeated;
  }

  /** What the job has of these ids: the version that is in the attributes, by id. */
  Map<String, Long> versions(Collection<String> ids) {
    return versions(Workload.COLLECTION, ids);
  }

  /** The same of another collection, or by an alias. */
  Map<String, Long> versions(String collection, Collection<String> ids) {
    List<String> all = List.copyOf(ids);
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < all.size(); i += 50) {
      List<String> some = all.subList(i, Math.min(all.size(), i + 50));
      fields.add(
          "\"ids\":[\"%s\"],\"include\":[\"attributes\"]".formatted(String.join("\",\"", some)));
    }
    Map<String, Long> versions = new TreeMap<>();
    for (JsonNode answer : ask(collection, fields)) {
      for (JsonNode hit : answer.path("hits")) {
        versions.put(hit.path("id").asText(), hit.path("attributes").path("version").asLong());
      }
    }
    return versions;
  }

  @Override
  public void close() {
    producer.close();
    results.close();
  }
}
