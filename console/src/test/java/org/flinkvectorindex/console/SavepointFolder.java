package org.flinkvectorindex.console;

import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.state.api.runtime.OperatorIDGenerator;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.flinkvectorindex.jobs.topology.FlinkSettings;
import org.flinkvectorindex.operators.Stage;

/** A savepoint as Flink writes it, of a job that has shards only. */
public final class SavepointFolder {
  private SavepointFolder() {}

  /**
   * @param shards state of one subtask, as {@link OperatorSnapshotUtil} writes it
   * @param folder that is there
   */
  public static String of(byte[] shards, Path folder) throws Exception {
    Path file = Files.write(folder.resolve("shards"), shards);
    OperatorState operator =
        new OperatorState(
            OperatorIDGenerator.fromUid(Stage.SHARD.uid()), 1, FlinkSettings.MAX_PARALLELISM);
    operator.putState(0, OperatorSnapshotUtil.readStateHandle(file.toString()));
    try (var out = new DataOutputStream(Files.newOutputStream(folder.resolve("_metadata")))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(1, List.of(operator), List.of()), out);
    }
    return folder.toString();
  }
}
