package org.flinkvectorindex.jobs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.flinkvectorindex.connectors.local.LocalKafka;
import org.flinkvectorindex.connectors.protobuf.v1.Records;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.jobs.VectorIndexJob;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** No message of a Protobuf topic stops the job, and none is lost. */
@ExtendWith(SharedKafka.class)
class BadMessagesE2EITCase {
  private static final int DIMENSION = 8;
  private static final int BAD = 10_000;

  @Test
  void tenThousandBadMessagesBetweenGoodOnes(LocalKafka kafka, @TempDir Path folder)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("BadMessagesE2EITCase: seed " + seed);
    Random random = new Random(seed);
    Workload good = Workload.random(seed, 500, 300, DIMENSION);
    BadMessages messages = new BadMessages(random, DIMENSION);
    try (TestCluster cluster = TestCluster.start(folder);
        Outside outside = new Outside(kafka);
        TopicReader dead = outside.reader(outside.deadLetters())) {
      StreamExecutionEnvironment flink = cluster.environment(2);
      VectorIndexJob.wire(
          JobConfiguration.parse(
              outside.yaml(DIMENSION),
              Map.of("vectors.0.format", "protobuf", "dead-letters.format", "protobuf"),
              Map.of()),
          flink);
      try (TestCluster.Job job = cluster.submit(flink, Optional.empty())) {
        Map<String, BadMessages.Bad> bad = new HashMap<>();
        int[] offsets = new int[Outside.PARTITIONS];
        for (int i = 0; i < BAD; i++) {
          BadMessages.Bad message = messages.next();
          int partition = random.nextInt(Outside.PARTITIONS);
          bad.put(partition + "/" + offsets[partition]++, message);
          outside.send(outside.vectors(), partition, message.value());
          if (i % (BAD / 500) == 0) {
            int other = random.nextInt(Outside.PARTITIONS);
            offsets[other]++;
            outside.send(
                outside.vectors(),
                other,
                good.changes().get(i / (BAD / 500)).protobufWithTime(1_732_200_000_000L));
          }
        }
        outside.flush();

        Contents.awaitEqual(outside, good);
        Map<String, String> wrong = new TreeMap<>();
        Map<Reason, Integer> reasons = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : dead.atLeast(BAD)) {
          Records.DeadLetter letter = Records.DeadLetter.parseFrom(record.value());
          Records.DeadLetter.Origin.Kafka origin = letter.getOrigin().getKafka();
          BadMessages.Bad sent = bad.remove(origin.getPartition() + "/" + origin.getOffset());
          assertThat(letter.getRaw().toByteArray()).isEqualTo(sent.value());
          reasons.merge(sent.reason(), 1, Integer::sum);
          if (!letter.getReason().name().equals(sent.reason().name())) {
            wrong.put(sent.reason() + " came as " + letter.getReason(), letter.getDetail());
          }
        }
        assertThat(bad).isEmpty();
        assertThat(wrong).isEmpty();
        assertThat(reasons.keySet())
            .isEqualTo(BadMessages.reasons().stream().collect(Collectors.toSet()));
        assertThat(job.state()).isEqualTo("RUNNING");
        assertThat(job.restarts()).isZero();
      }
    }
  }
}
