package org.flinkvectorindex.operators;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFinalizer;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** A canonical savepoint of one subtask, byte by byte. */
public record SavepointBytes(byte[] bytes) {

  public static SavepointBytes of(StreamOperator<?> subtask) throws Exception {
    subtask.prepareSnapshotPreBarrier(1);
    var futures =
        subtask.snapshotState(
            1,
            1,
            new CheckpointOptions(
                SavepointType.savepoint(SavepointFormatType.CANONICAL),
                CheckpointStorageLocationReference.getDefault()),
            new MemCheckpointStreamFactory(1 << 22));
    OperatorSubtaskState state = new OperatorSnapshotFinalizer(futures).getJobManagerOwnedState();
    Path file = Files.createTempFile("savepoint", "");
    try {
      OperatorSnapshotUtil.writeStateHandle(state, file.toString());
      return new SavepointBytes(Files.readAllBytes(file));
    } finally {
      Files.delete(file);
    }
  }

  public OperatorSubtaskState state() throws Exception {
    Path file = Files.createTempFile("savepoint", "");
    try {
      Files.write(file, bytes);
      return OperatorSnapshotUtil.readStateHandle(file.toString());
    } finally {
      Files.delete(file);
    }
  }

  /** With one bit of one byte turned over. */
  public SavepointBytes flipped(int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= 1;
    return new SavepointBytes(flipped);
  }

  /** Where the fields of a record are that the savepoint has in one place. */
  public <T> int at(RecordFormat<T> format, T record) throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    format.writeVersioned(record, out);
    return at(out.getCopyOfBuffer());
  }

  /** The same of what a serializer of Flink writes, or a key of state. */
  public <T> int at(TypeSerializer<T> serializer, T value) throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    return at(out.getCopyOfBuffer());
  }

  /** Where these bytes are, in one place. */
  public int at(byte[] wanted) {
    int first = next(wanted, 0).orElseThrow(() -> new AssertionError("not in the savepoint"));
    if (next(wanted, first + 1).isPresent()) {
      throw new AssertionError("more than once in the savepoint");
    }
    return first;
  }

  private Optional<Integer> next(byte[] wanted, int from) {
    for (int at = from; at + wanted.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }
}
