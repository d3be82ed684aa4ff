package org.flinkvectorindex.console.collection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.flinkvectorindex.connectors.file.VectorFiles;
import org.flinkvectorindex.connectors.file.Vectors;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.topic.KafkaTopic;
import org.flinkvectorindex.console.topic.Question;
import org.flinkvectorindex.jobs.config.JobOptions;

/**
 * Asks a collection by its own name, a few queries each time, so that the job checks the answers.
 * They go where all queries go; their answers, whose ids begin with {@code probe-}, too.
 */
final class Probes implements AutoCloseable {
  private static final int AT_ONCE = 5;
  private static final int K = 10;

  private final String collection;
  private final KafkaTopic topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Vectors queries;
  private final String name = "probe-" + UUID.randomUUID();
  private int asked;

  Probes(JobOptions job, String collection, Path file) throws Exception {
    this.collection = collection;
    topic = Question.queries(job);
    queries = VectorFiles.vectors(file);
    if (queries.count() == 0) {
      throw new CommandFailure("--queries has no rows: " + file);
    }
    producer = topic.producer();
  }

  void ask() {
    for (int i = 0; i < AT_ONCE; i++) {
      ObjectNode query =
          Question.near(name + "-" + asked, collection, queries.row(asked % queries.count()), K);
      asked++;
      producer.send(topic.record(query.toString()));
    }
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
