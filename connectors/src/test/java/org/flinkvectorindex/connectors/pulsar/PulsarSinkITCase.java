package org.flinkvectorindex.connectors.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.flinkvectorindex.connectors.json.JsonDeadLetterEncoder;
import org.flinkvectorindex.connectors.local.LocalPulsar;
import org.flinkvectorindex.connectors.protobuf.ProtobufResultEncoder;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.serde.DeadLetterFormat;
import org.flinkvectorindex.connectors.serde.RecordTypeInfo;
import org.flinkvectorindex.connectors.serde.ResultFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PulsarSinkITCase {
  private static LocalPulsar pulsar;

  @BeforeAll
  static void open() throws Exception {
    pulsar = LocalPulsar.open();
  }

  @AfterAll
  static void close() {
    pulsar.close();
  }

  @Test
  void writesResultsAndDeadLettersUnderTheirKeys() throws Exception {
    pulsar.createTopic("results", 2);
    pulsar.createTopic("dead-letters");
    DeadLetter letter =
        new DeadLetter(
            DeadLetter.Reason.BAD_ID,
            "why",
            new Origin.Pulsar("persistent://public/default/vectors", 1, 5, 6, 7),
            new byte[DeadLetter.MAX_RAW_BYTES],
            1_000_000,
            Optional.empty(),
            Map.of(),
            5);
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(2);
    env.fromData(
            List.<Result>of(new Result.Failed("q1", Result.Code.NOT_FOUND, "why")),
            new RecordTypeInfo<>(ResultFormat.INSTANCE))
        .uid("r")
        .sinkTo(
            PulsarSinks.results(
                new PulsarOutput(pulsar.serviceUrl(), "results", Map.of()),
                new ProtobufResultEncoder()))
        .uid("results");
    env.fromData(List.of(letter), new RecordTypeInfo<>(DeadLetterFormat.INSTANCE))
        .uid("d")
        .sinkTo(
            PulsarSinks.deadLetters(
                new PulsarOutput(pulsar.serviceUrl(), "dead-letters", Map.of()),
                new JsonDeadLetterEncoder()))
        .uid("dead-letters");
    env.execute();

    Message<byte[]> result = readOne("results");
    assertThat(result.getKey()).isEqualTo("q1");
    assertThat(Records.Result.parseFrom(result.getData()).getError().getDetail()).isEqualTo("why");
    Message<byte[]> dead = readOne("dead-letters");
    assertThat(dead.getKey()).isEqualTo("persistent://public/default/vectors/1/5:6:7");
    assertThat(new String(dead.getData(), java.nio.charset.StandardCharsets.UTF_8))
        .contains(
            "\"origin\":{\"system\":\"pulsar\",\"topic\":\"persistent://public/default/vectors\","
                + "\"partition\":1,\"message_id\":\"5:6:7\"}");
  }

  @Test
  void thePreflightNamesWhatIsMissing() {
    pulsar.createTopic("there");
    pulsar.createTopic("parted", 2);

    assertThat(PulsarPreflight.missing(pulsar.adminUrl(), Set.of("there", "parted"), Map.of()))
        .isEmpty();
    assertThat(PulsarPreflight.missing(pulsar.adminUrl(), Set.of("there", "nowhere"), Map.of()))
        .contains(
            "Pulsar at %s has no topics [persistent://public/default/nowhere]"
                .formatted(pulsar.adminUrl()));
    assertThat(PulsarPreflight.missing("http://127.0.0.1:1", Set.of(), Map.of()).orElseThrow())
        .startsWith("no Pulsar answers at http://127.0.0.1:1: ");
    assertThat(PulsarPreflight.unreachable(pulsar.serviceUrl(), "there", Map.of())).isEmpty();
    assertThat(PulsarPreflight.unreachable("pulsar://127.0.0.1:1", "there", Map.of()).orElseThrow())
        .startsWith("no Pulsar answers at pulsar://127.0.0.1:1: ");
  }

  private static Message<byte[]> readOne(String topic) throws Exception {
    try (PulsarClient client = PulsarClient.builder().serviceUrl(pulsar.serviceUrl()).build();
        Consumer<byte[]> consumer =
            client
                .newConsumer()
                .topic(topic)
                .subscriptionName("test")
                .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
                .subscribe()) {
      Message<byte[]> message = consumer.receive(20, TimeUnit.SECONDS);
      assertThat(message).as("a message in " + topic).isNotNull();
      return message;
    }
  }
}
