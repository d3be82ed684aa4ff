package org.flinkvectorindex.console.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.flinkvectorindex.console.CommandFailure;
import org.flinkvectorindex.console.Output;
import org.flinkvectorindex.jobs.config.JobOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bin/send}. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Writes lines of JSON, each a record of docs/records.md, to the topic of Kafka",
      "that a job reads its changes from. What is wrong with one, the job says in its",
      "topic of dead letters."
    })
public final class SendCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private Output output;
  @Mixin private ConfigurationFile file;

  private enum To {
    VECTORS,
    QUERIES
  }

  @Option(
      names = "--to",
      defaultValue = "vectors",
      description = "Which topic: vectors or queries; default: ${DEFAULT-VALUE}.")
  private To to;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Lines of JSON; - is stdin.")
  private List<String> files;

  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long sent;

  @Override
  public Integer call() throws Exception {
    KafkaTopic topic = topic(file.options());
    try (KafkaProducer<byte[], byte[]> producer = topic.producer()) {
      for (String each : files) {
        try (InputStream lines =
            each.equals("-") ? System.in : Files.newInputStream(Path.of(each))) {
          send(lines, topic, producer);
        }
      }
      producer.flush();
    } catch (KafkaException e) {
      failure.compareAndSet(null, e);
    }
    if (failure.get() != null) {
      throw new CommandFailure(
          "not all was written to %s: %s".formatted(topic, failure.get().getMessage()),
          failure.get());
    }
    output.result(
        JSON.createObjectNode().put("op", "send").put("topic", topic.name()).put("records", sent),
        "%d records to %s".formatted(sent, topic));
    return 0;
  }

  /** A byte is a character here, so that each line is sent as it is, whatever it is. */
  private void send(InputStream in, KafkaTopic topic, KafkaProducer<byte[], byte[]> producer)
      throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank() || failure.get() != null) {
        continue;
      }
      byte[] value = line.getBytes(StandardCharsets.ISO_8859_1);
      producer.send(
          new ProducerRecord<>(topic.name(), key(value), value),
          (at, e) -> {
            if (e != null) {
              failure.compareAndSet(null, e);
            }
          });
      sent++;
    }
  }

  /** Changes of one id stay in order in one partition; what has none goes anywhere. */
  private static byte[] key(byte[] value) {
    try {
      JsonNode id = JSON.readTree(value).path("id");
      return id.isTextual() ? id.textValue().getBytes(StandardCharsets.UTF_8) : null;
    } catch (IOException noJson) {
      return null;
    }
  }

  private KafkaTopic topic(JobOptions job) {
    return switch (to) {
      case QUERIES -> Question.queries(job);
      case VECTORS ->
          job.vectors().stream()
              .flatMap(each -> KafkaTopic.of(each.source()).stream())
              .findFirst()
              .orElseThrow(
                  () -> new CommandFailure("there is no source of vectors of kafka and json"));
    };
  }
}
