package org.flinkvectorindex.operators.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.operators.collection.CollectionSpecFormat;

/**
 * Layout of a {@link MutationBatch}: the names of sources once a batch, removals without floats.
 * Version 2 adds collections that are created and dropped.
 */
public enum MutationBatchFormat implements RecordFormat<MutationBatch> {
  INSTANCE;

  @Override
  public Class<MutationBatch> type() {
    return MutationBatch.class;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public void write(MutationBatch batch, DataOutputView out) throws IOException {
    Fields.writeString(batch.key(), out);
    Fields.writeString(batch.collection(), out);
    out.writeInt(batch.shard());
    out.writeInt(batch.dimension());
    out.writeInt(batch.rows());
    out.writeLong(batch.arrivedMillis());
    List<String> sources = sources(batch);
    out.writeInt(sources.size());
    for (String source : sources) {
      Fields.writeString(source, out);
    }
    for (int row = 0; row < batch.rows(); row++) {
      OrderKey order = batch.orders()[row];
      out.writeBoolean(batch.puts()[row]);
      Fields.writeString(batch.ids()[row], out);
      out.writeLong(order.value());
      out.writeInt(sources.indexOf(order.source()));
      out.writeInt(order.partition());
      out.writeLong(order.position());
      out.writeInt(order.part());
      out.writeLong(batch.ts()[row]);
      out.writeLong(batch.expiries()[row]);
      Fields.writeString(batch.attributes()[row], out);
    }
    float[] packed = new float[puts(batch) * batch.dimension()];
    int put = 0;
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.puts()[row]) {
        copyRow(batch.vectors(), row, packed, put++, batch.dimension());
      }
    }
    Fields.writeFloats(packed, out);
    Fields.writeOptional(batch.created(), CollectionSpecFormat.INSTANCE::writeVersioned, out);
    Fields.writeOptional(batch.drops(), out);
  }

  @Override
  public MutationBatch read(int version, DataInputView in) throws IOException {
    String key = Fields.readString(in);
    String collection = Fields.readString(in);
    int shard = in.readInt();
    int dimension = in.readInt();
    int rows = in.readInt();
    long arrived = in.readLong();
    String[] sources = new String[in.readInt()];
    for (int source = 0; source < sources.length; source++) {
      sources[source] = Fields.readString(in);
    }
    boolean[] puts = new boolean[rows];
    String[] ids = new String[rows];
    OrderKey[] orders = new OrderKey[rows];
    long[] ts = new long[rows];
    long[] expiries = new long[rows];
    String[] attributes = new String[rows];
    for (int row = 0; row < rows; row++) {
      puts[row] = in.readBoolean();
      ids[row] = Fields.readString(in);
      long value = in.readLong();
      String source = sources[in.readInt()];
      orders[row] = new OrderKey(value, source, in.readInt(), in.readLong(), in.readInt());
      ts[row] = in.readLong();
      expiries[row] = in.readLong();
      attributes[row] = Fields.readString(in);
    }
    float[] packed = Fields.readFloats(in);
    float[] vectors = new float[rows * dimension];
    int put = 0;
    for (int row = 0; row < rows; row++) {
      if (puts[row]) {
        copyRow(packed, put++, vectors, row, dimension);
      }
    }
    return new MutationBatch(
        key,
        collection,
        shard,
        dimension,
        puts,
        ids,
        orders,
        ts,
        expiries,
        attributes,
        vectors,
        arrived,
        version < 2
            ? Optional.empty()
            : Fields.readOptional(CollectionSpecFormat.INSTANCE::readVersioned, in),
        version < 2 ? OptionalInt.empty() : Fields.readOptionalInt(in));
  }

  private static int puts(MutationBatch batch) {
    int puts = 0;
    for (boolean put : batch.puts()) {
      puts += put ? 1 : 0;
    }
    return puts;
  }

  private static List<String> sources(MutationBatch batch) {
    List<String> sources = new ArrayList<>(1);
    for (OrderKey order : batch.orders()) {
      if (!sources.contains(order.source())) {
        sources.add(order.source());
      }
    }
    return sources;
  }

  private static void copyRow(float[] from, int fromRow, float[] to, int toRow, int dimension) {
    System.arraycopy(from, fromRow * dimension, to, toRow * dimension, dimension);
  }
}
