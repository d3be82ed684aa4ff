package org.flinkvectorindex.jobs.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.json.JsonMutationDecoder;
import org.flinkvectorindex.connectors.json.JsonQueryDecoder;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.jobs.config.CollectionOptions;
import org.flinkvectorindex.jobs.config.JobConfiguration;
import org.junit.jupiter.api.Test;

/** The records that docker-compose feeds its job with: each is one that the job takes. */
class SampleTest {
  private static final CollectionOptions COLLECTION =
      JobConfiguration.load(
              List.of("--config", Project.file("flink-conf/jobs/words-compose.yaml").toString()),
              Map.of())
          .collections()
          .get(0);

  @Test
  void everyVectorIsTakenOnce() {
    JsonMutationDecoder decoder = new JsonMutationDecoder(Limits.defaults(), Optional.empty());
    Set<String> ids = new HashSet<>();
    for (RawRecord line : lines("vectors.jsonl")) {
      Mutation.Upsert upsert = (Mutation.Upsert) accepted(decoder.decode(line));
      assertThat(upsert.collection()).isEqualTo(COLLECTION.name());
      assertThat(upsert.vector()).hasSize(COLLECTION.dimension());
      assertThat(ids.add(upsert.id())).as(upsert.id()).isTrue();
    }
    assertThat(ids).hasSizeGreaterThan(50);
  }

  @Test
  void everyQueryIsServed() {
    JsonQueryDecoder decoder = new JsonQueryDecoder(Limits.defaults());
    List<RawRecord> lines = lines("queries.jsonl");
    assertThat(lines).isNotEmpty();
    for (RawRecord line : lines) {
      Query query = accepted(decoder.decode(line));
      assertThat(query.collection()).isEqualTo(COLLECTION.name());
      assertThat(((Query.Target.Nearest) query.target()).vector()).hasSize(COLLECTION.dimension());
    }
  }

  private static <T> T accepted(Decoded<T> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    Decoded.Accepted<T> accepted = (Decoded.Accepted<T>) decoded;
    assertThat(accepted.unknownFields()).isZero();
    return accepted.record();
  }

  private static List<RawRecord> lines(String file) {
    List<RawRecord> records = new ArrayList<>();
    for (String line : Project.text("flink-conf/sample/" + file).lines().toList()) {
      records.add(
          new RawRecord(
              Optional.empty(),
              Optional.of(line.getBytes(UTF_8)),
              Map.of(),
              1_732_200_000_000L,
              new Origin.Kafka(file, 0, records.size())));
    }
    return records;
  }
}
