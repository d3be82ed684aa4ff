package org.flinkvectorindex.console.collection;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.jobs.config.JobOptions;
import org.flinkvectorindex.jobs.config.RecordCodec;
import org.flinkvectorindex.jobs.config.Secret;
import org.flinkvectorindex.jobs.config.SourceOptions;
import org.flinkvectorindex.jobs.config.SourcePlace;

/**
 * Asks a collection by its own name, a few queries each time, so that the job checks the answers.
 * They go where all queries go; their answers, whose ids begin with {@code probe-}, too.
 */
final class Probes implements AutoCloseable {
  private static final int AT_ONCE = 5;
  private static final int K = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String collection;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Vectors queries;
  private final String name = "probe-" + UUID.randomUUID();
  private int asked;

  Probes(JobOptions job, String collection, Path file) throws Exception {
    this.collection = collection;
    SourceOptions source =
        job.queries().stream()
            .filter(
                each ->
                    each.place() instanceof SourcePlace.Kafka && each.format() == RecordCodec.JSON)
            .findFirst()
            .orElseThrow(
                () -> new CommandFailure("--queries needs a source of queries of kafka and json"));
    SourcePlace.Kafka kafka = (SourcePlace.Kafka) source.place();
    topic = kafka.topics().get(0);
    queries = VectorFiles.vectors(file);
    Map<String, Object> settings = new HashMap<>(Secret.reveal(source.properties()));
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void ask() {
    for (int i = 0; i < AT_ONCE; i++) {
      ObjectNode query = JSON.createObjectNode();
      query.put("query_id", name + "-" + asked).put("collection", collection).put("k", K);
      ArrayNode vector = query.putArray("vector");
      for (float component : queries.row(asked++ % queries.count())) {
        vector.add(component);
      }
      producer.send(new ProducerRecord<>(topic, query.toString().getBytes(StandardCharsets.UTF_8)));
    }
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
