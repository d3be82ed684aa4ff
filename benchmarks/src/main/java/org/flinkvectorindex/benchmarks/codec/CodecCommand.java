package org.flinkvectorindex.benchmarks.codec;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flinkvectorindex.benchmarks.Output;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.codec.MutationDecoder;
import org.flinkvectorindex.connectors.json.JsonMutationDecoder;
import org.flinkvectorindex.connectors.protobuf.ProtobufMutationDecoder;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;
import org.flinkvectorindex.connectors.record.Origin;
import org.flinkvectorindex.connectors.record.RawRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bin/bench codec}: one thread decodes the same upserts from each form that records have,
 * checks included, as the sources do. The forms take turns, so that a busy machine hits all alike.
 */
@Command(
    name = "codec",
    mixinStandardHelpOptions = true,
    description = "Decodes records of each format: records a second and bytes a record.")
public final class CodecCommand implements Callable<Integer> {
  private static final int WARM_UP_ROUNDS = 2;

  @Option(
      names = "--dimensions",
      split = ",",
      defaultValue = "100,768",
      description = "Components of a vector (${DEFAULT-VALUE}).")
  private List<Integer> dimensions;

  @Option(
      names = "--records",
      defaultValue = "2000",
      description = "Different records that are decoded round and round (${DEFAULT-VALUE}).")
  private int records;

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description = "Time of each form in a round (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds that count, after two that warm up (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--seed", defaultValue = "1", description = "Of the vectors (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private Output output;

  @Override
  public Integer call() {
    for (int dimension : dimensions) {
      measure(dimension);
    }
    return 0;
  }

  private void measure(int dimension) {
    List<Form> forms = List.of(Form.values());
    byte[][][] written = new byte[forms.size()][][];
    for (Form form : forms) {
      written[form.ordinal()] = Upserts.write(form, records, dimension, seed);
    }
    double[][] rates = new double[forms.size()][rounds];
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      output.progress("%d dimensions, round %d of %d", dimension, round + 1, rounds);
      for (Form form : forms) {
        double rate = rate(decoder(form), written[form.ordinal()], dimension);
        if (round >= 0) {
          rates[form.ordinal()][round] = rate;
        }
      }
    }
    for (Form form : forms) {
      double[] sorted = java.util.Arrays.stream(rates[form.ordinal()]).sorted().toArray();
      long bytes = 0;
      for (byte[] each : written[form.ordinal()]) {
        bytes += each.length;
      }
      output.result(
          "op",
          "codec",
          "format",
          form.name().toLowerCase(Locale.ROOT),
          "dimension",
          dimension,
          "bytes_per_record",
          bytes / (double) records,
          "records_per_second",
          sorted[rounds / 2],
          "slowest_round",
          sorted[0],
          "fastest_round",
          sorted[rounds - 1]);
    }
  }

  private static MutationDecoder decoder(Form form) {
    return switch (form) {
      case JSON, JSON_BASE64 -> new JsonMutationDecoder(Limits.defaults(), Optional.empty());
      case PROTOBUF, PROTOBUF_BYTES ->
          new ProtobufMutationDecoder(Limits.defaults(), Optional.empty());
    };
  }

  private double rate(MutationDecoder decoder, byte[][] written, int dimension) {
    Origin origin = new Origin.Kafka("vectors", 0, 0);
    long started = System.nanoTime();
    long until = started + (long) (seconds * 1e9);
    long decoded = 0;
    while (System.nanoTime() < until) {
      for (byte[] bytes : written) {
        RawRecord raw =
            new RawRecord(Optional.empty(), Optional.of(bytes), Map.of(), Upserts.TS, origin);
        if (!(decoder.decode(raw) instanceof Decoded.Accepted<Mutation> accepted)
            || ((Mutation.Upsert) accepted.record()).vector().length != dimension) {
          throw new IllegalStateException("a good record was not accepted");
        }
        decoded++;
      }
    }
    return decoded / ((System.nanoTime() - started) / 1e9);
  }
}
