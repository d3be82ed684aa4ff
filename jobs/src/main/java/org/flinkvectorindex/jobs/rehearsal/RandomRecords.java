package org.flinkvectorindex.jobs.rehearsal;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.RawRecord;
import org.flinkvectorindex.jobs.config.CollectionOptions;

/** Changes and questions for collections in turn; the number of a record decides all of it. */
final class RandomRecords implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String PLACE = "rehearsal";
  private static final int DELETES_ONE_IN = 10;
  private static final int K = 10;

  private final String[] names;
  private final int[] dimensions;

  RandomRecords(List<CollectionOptions> collections) {
    names = collections.stream().map(CollectionOptions::name).toArray(String[]::new);
    dimensions = collections.stream().mapToInt(CollectionOptions::dimension).toArray();
  }

  /** Of each id twice, and one time in five the second is a delete. */
  Decoded<Mutation> change(long number) {
    String collection = names[at(number)];
    String id = "id-" + number / names.length / 2;
    long ts = System.currentTimeMillis();
    OptionalLong version = OptionalLong.of(number);
    return accepted(
        number / names.length % DELETES_ONE_IN == 1
            ? new Mutation.Delete(collection, id, ts, version, origin(number))
            : new Mutation.Upsert(
                collection,
                id,
                vector(number),
                Optional.empty(),
                ts,
                version,
                Optional.empty(),
                origin(number)),
        number);
  }

  Decoded<Query> question(long number) {
    return accepted(
        new Query(
            "q-" + number,
            names[at(number)],
            new Query.Target.Nearest(vector(number)),
            K,
            OptionalInt.empty(),
            Set.of(),
            Optional.empty(),
            System.currentTimeMillis(),
            origin(number)),
        number);
  }

  private int at(long number) {
    return (int) (number % names.length);
  }

  private float[] vector(long number) {
    Random random = new Random(number);
    float[] vector = new float[dimensions[at(number)]];
    for (int c = 0; c < vector.length; c++) {
      vector[c] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static Origin origin(long number) {
    return new Origin.Kafka(PLACE, 0, number);
  }

  private static <T> Decoded<T> accepted(T record, long number) {
    return new Decoded.Accepted<>(
        record,
        new RawRecord(
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            System.currentTimeMillis(),
            origin(number)),
        0);
  }
}
