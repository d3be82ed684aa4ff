package org.flinkvectorindex.connectors.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.flinkvectorindex.connectors.codec.Limits;
import org.flinkvectorindex.connectors.codec.RowDecoder;
import org.flinkvectorindex.connectors.json.JsonMutationDecoder;
import org.flinkvectorindex.connectors.protobuf.ProtobufMutationDecoder;
import org.flinkvectorindex.connectors.record.DeadLetter;
import org.flinkvectorindex.connectors.record.Decoded;
import org.flinkvectorindex.connectors.record.Mutation;

/**
 * A record that was read of a file of history, as Flink's source reads it.
 *
 * @param after where a checkpoint is that has it as its last
 */
record Read(Decoded<Mutation> decoded, CheckpointedPosition after) {
  static final long VERSION = 9;

  /** Bytes of a record that is let in. */
  private static final int LONGEST = 200;

  /** The records of the one file of the input. */
  static List<Read> all(FileInput input, Optional<CheckpointedPosition> from) throws IOException {
    return all(Path.of(input.paths().get(0)), input, from);
  }

  /**
   * The records of a file that a checkpoint has.
   *
   * @param input as it is configured now
   */
  static List<Read> all(Path file, FileInput input, Optional<CheckpointedPosition> from)
      throws IOException {
    Limits limits = new Limits(LONGEST, Limits.DEFAULT_MAX_AHEAD, Clock.systemUTC());
    HistoryFormat format =
        new HistoryFormat(
            input,
            new HistoryDecoders(
                new JsonMutationDecoder(limits, Optional.empty()),
                new ProtobufMutationDecoder(limits, Optional.empty()),
                new RowDecoder(input.collection(), input.version())),
            LONGEST);
    FileSourceSplit split =
        new FileSourceSplit(
            "1",
            new org.apache.flink.core.fs.Path(file.toUri()),
            0,
            Files.size(file),
            0,
            Files.size(file),
            new String[0],
            from.orElse(null));
    List<Read> read = new ArrayList<>();
    try (BulkFormat.Reader<Decoded<Mutation>> reader =
        from.isPresent()
            ? format.restoreReader(new Configuration(), split)
            : format.createReader(new Configuration(), split)) {
      for (var batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
        for (RecordAndPosition<Decoded<Mutation>> next = batch.next();
            next != null;
            next = batch.next()) {
          read.add(
              new Read(
                  next.getRecord(),
                  new CheckpointedPosition(next.getOffset(), next.getRecordSkipCount())));
        }
      }
    }
    return read;
  }

  /** Its id or what is wrong with it, and its place. */
  String shown() {
    if (decoded instanceof Decoded.Rejected<Mutation> rejected) {
      DeadLetter letter = rejected.letter();
      return letter.reason() + " at " + letter.origin().place();
    }
    return change().id() + " at " + change().origin().place();
  }

  /** Of one that was let in. */
  Mutation change() {
    return ((Decoded.Accepted<Mutation>) decoded).record();
  }
}
