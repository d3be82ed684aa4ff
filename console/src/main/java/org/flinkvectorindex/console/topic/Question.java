package org.flinkvectorindex.console.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.jobs.config.JobOptions;

/** Queries as they are written to a job's topic, and the answers that come out of the other. */
public final class Question implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A query may come before the job's source looks where its topic ends ({@code start: latest}), as
   * while the job starts: it is asked again. Answers to both have the same id.
   */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final KafkaTopic queries;
  private final KafkaTopic results;
  private final KafkaConsumer<byte[], byte[]> answers;
  private final KafkaProducer<byte[], byte[]> producer;

  public Question(JobOptions job) {
    queries = queries(job);
    results =
        KafkaTopic.of(job.results())
            .orElseThrow(() -> new CommandFailure("results are not of kafka and json"));
    answers =
        results
            .tail()
            .orElseThrow(() -> new CommandFailure(results + " is not there: is the job?"));
    producer = queries.producer();
  }

  /**
   * Where queries go.
   *
   * @throws CommandFailure if not to Kafka as JSON
   */
  public static KafkaTopic queries(JobOptions job) {
    return job.queries().stream()
        .flatMap(each -> KafkaTopic.of(each).stream())
        .findFirst()
        .orElseThrow(
            () -> new CommandFailure("there is no source of queries of kafka and json to ask by"));
  }

  public static ObjectNode near(String id, String collection, float[] vector, int k) {
    ObjectNode query = query(id, collection).put("k", k);
    ArrayNode components = query.putArray("vector");
    for (float component : vector) {
      components.add(component);
    }
    return query;
  }

  /** What is there under these ids, vectors included. */
  public static ObjectNode of(String id, String collection, List<String> ids) {
    ObjectNode query = query(id, collection);
    ids.forEach(query.putArray("ids")::add);
    query.putArray("include").add("attributes").add("vector");
    return query;
  }

  private static ObjectNode query(String id, String collection) {
    return JSON.createObjectNode().put("query_id", id).put("collection", collection);
  }

  /**
   * The answer, as it stands in the topic.
   *
   * @throws CommandFailure if none comes in time, or an error
   */
  public JsonNode ask(ObjectNode query, Duration patience) throws Exception {
    long began = System.nanoTime();
    for (int times = 0; System.nanoTime() - began < patience.toNanos(); ) {
      if (System.nanoTime() - began >= times * AGAIN.toNanos()) {
        producer.send(queries.record(query.toString())).get();
        times++;
      }
      for (ConsumerRecord<byte[], byte[]> record : answers.poll(Duration.ofMillis(100))) {
        JsonNode answer = answer(record);
        if (answer.path("query_id").equals(query.path("query_id"))) {
          if (answer.has("error")) {
            JsonNode error = answer.path("error");
            throw new CommandFailure(
                error.path("code").asText() + ": " + error.path("detail").asText());
          }
          return answer;
        }
      }
    }
    throw new CommandFailure(
        "no answer in %s within %d s; the query is in %s. Does the job run (bin/cluster status), and keep up (bin/status)?"
            .formatted(results, patience.toSeconds(), queries));
  }

  private static JsonNode answer(ConsumerRecord<byte[], byte[]> record) throws IOException {
    return record.value() == null ? JSON.missingNode() : JSON.readTree(record.value());
  }

  @Override
  public void close() {
    answers.close();
    producer.close();
  }
}
