package org.flinkvectorindex.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.flinkvectorindex.connectors.serde.RecordSerializer;
import org.flinkvectorindex.operators.admit.AdmitFollowingMutations;
import org.flinkvectorindex.operators.admit.AdmitFollowingQueries;
import org.flinkvectorindex.operators.backfill.CountHistory;
import org.flinkvectorindex.operators.decide.DecideControls;
import org.flinkvectorindex.operators.gather.GatherAnswers;
import org.flinkvectorindex.operators.recall.MeasureRecall;
import org.flinkvectorindex.operators.shard.ShardState;
import org.flinkvectorindex.operators.window.WindowState;
import org.junit.jupiter.api.Test;

/**
 * What savepoints know the job by. Where this fails, either the change is a mistake, or it is an
 * upgrade decision: then {@code state.golden} changes with it.
 */
class StageTest {

  @Test
  void identitiesAreWhatTheyWere() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      lines.add(stage.uid());
      switch (stage) {
        case BACKFILL_PROGRESS -> states(CountHistory.descriptors(), lines);
        case DECIDE -> states(DecideControls.descriptors(), lines);
        case ADMIT_VECTORS -> states(AdmitFollowingMutations.descriptors(), lines);
        case ADMIT_QUERIES -> states(AdmitFollowingQueries.descriptors(), lines);
        case SHARD -> {
          states(ShardState.descriptors(), lines);
          states(List.of(ShardState.heard()), lines);
        }
        case GATHER -> states(GatherAnswers.descriptors(), lines);
        case RECALL -> states(MeasureRecall.descriptors(), lines);
        case WINDOW -> states(WindowState.descriptors(), lines);
        default -> {}
      }
    }
    try (var golden = getClass().getResourceAsStream("/state.golden")) {
      assertThat(String.join("\n", lines) + "\n")
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static void states(List<StateDescriptor<?, ?>> states, List<String> lines)
      throws IOException {
    for (StateDescriptor<?, ?> state : states) {
      String type =
          state instanceof MapStateDescriptor<?, ?> map
              ? "map of " + type(map.getKeySerializer()) + " to " + type(map.getValueSerializer())
              : state instanceof ListStateDescriptor<?> list
                  ? "list of " + type(list.getElementSerializer())
                  : "value " + type(state.getSerializer());
      lines.add("  " + state.getName() + ": " + type);
    }
  }

  private static String type(TypeSerializer<?> serializer) throws IOException {
    if (!(serializer instanceof RecordSerializer<?>)) {
      return serializer.getClass().getSimpleName();
    }
    DataOutputSerializer out = new DataOutputSerializer(128);
    serializer.snapshotConfiguration().writeSnapshot(out);
    var in = new DataInputDeserializer(out.getCopyOfBuffer());
    return in.readUTF() + "." + in.readUTF();
  }
}
