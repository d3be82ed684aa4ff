package org.flinkvectorindex.connectors.pulsar;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.pulsar.source.PulsarSource;
import org.apache.flink.connector.pulsar.source.enumerator.PulsarSourceEnumState;
import org.apache.flink.connector.pulsar.source.reader.deserializer.PulsarDeserializationSchema;
import org.apache.flink.connector.pulsar.source.split.PulsarPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.flinkvectorindex.connectors.source.Start;

/**
 * The official connector, 4.1.0, with a guard against two faults of that release. State is the
 * connector's own, so that the guard can go without a trace:
 *
 * <ul>
 *   <li><b>FLINK-34629</b>, a topic without partitions may belong to a reader that does not exist,
 *       and delivers nothing: {@link OwnerGuard};
 *   <li><b>FLINK-36180</b>, a restore goes to the next entry, and the rest of a batch is lost:
 *       {@link PositionGuard}.
 * </ul>
 *
 * <p>Both are mended on the connector's main branch. With the first release that has it, delete
 * this class, those two, {@link Positions} and {@link NewMessages}, and use {@link
 * PulsarSources#official} – provided the tests of this package then still hold: {@code
 * PositionGuard} also keeps a position that no message has moved since a restore, and drops what a
 * broker delivers again after a reconnection; {@code OwnerGuard} also lets a job run on while
 * brokers are away.
 */
final class GuardedPulsarSource<T>
    implements Source<T, PulsarPartitionSplit, PulsarSourceEnumState>, ResultTypeQueryable<T> {
  private static final long serialVersionUID = 1L;

  private final PulsarSource<T> source;
  private final Positions positions;
  private final boolean fromEarliest;

  GuardedPulsarSource(PulsarInput input, PulsarDeserializationSchema<T> schema) {
    positions = new Positions();
    source = PulsarSources.official(input, new NewMessages<>(schema, positions));
    fromEarliest = input.start() instanceof Start.Earliest;
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  /** Each subtask has a copy of this source, and with it positions of its own. */
  @Override
  public SourceReader<T, PulsarPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    return new PositionGuard<>(source.createReader(context), positions, fromEarliest);
  }

  @Override
  public SplitEnumerator<PulsarPartitionSplit, PulsarSourceEnumState> createEnumerator(
      SplitEnumeratorContext<PulsarPartitionSplit> context) throws Exception {
    return new OwnerGuard(source.createEnumerator(OwnerGuard.around(context)), context);
  }

  @Override
  public SplitEnumerator<PulsarPartitionSplit, PulsarSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<PulsarPartitionSplit> context, PulsarSourceEnumState state)
      throws Exception {
    return new OwnerGuard(source.restoreEnumerator(OwnerGuard.around(context), state), context);
  }

  @Override
  public SimpleVersionedSerializer<PulsarPartitionSplit> getSplitSerializer() {
    return source.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<PulsarSourceEnumState> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return source.getProducedType();
  }
}
