package org.flinkvectorindex.operators.collection;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.index.IndexSpec;
import org.flinkvectorindex.index.Metric;
import org.flinkvectorindex.index.Quantizer;
import org.flinkvectorindex.index.Structure;

/** Layout of a {@link CollectionSpec}. */
public enum CollectionSpecFormat implements RecordFormat<CollectionSpec> {
  INSTANCE;

  private static final int FLAT = 1;
  private static final int HNSW = 2;
  private static final int IVF = 3;
  private static final int AUTO = 4;

  @Override
  public Class<CollectionSpec> type() {
    return CollectionSpec.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(CollectionSpec spec, DataOutputView out) throws IOException {
    Fields.writeString(spec.name(), out);
    out.writeInt(spec.shards());
    out.writeByte(
        switch (spec.order()) {
          case LOG -> 1;
          case TIME -> 2;
          case VERSION -> 3;
        });
    IndexSpec index = spec.index();
    writeStructure(index.structure(), out);
    out.writeInt(index.dimension());
    out.writeByte(
        switch (index.metric()) {
          case COSINE -> 1;
          case L2 -> 2;
          case IP -> 3;
        });
    out.writeDouble(index.lag());
    writeQuantizer(index.quantizer(), out);
    out.writeInt(spec.ef());
    Fields.writeMillis(spec.tombstoneRetention(), out);
    Fields.writeMillis(spec.retention(), out);
  }

  private static void writeStructure(Structure structure, DataOutputView out) throws IOException {
    if (structure instanceof Structure.Flat) {
      out.writeByte(FLAT);
    } else if (structure instanceof Structure.Hnsw graph) {
      out.writeByte(HNSW);
      out.writeInt(graph.m());
      out.writeInt(graph.efConstruction());
      out.writeInt(graph.exactUntil());
    } else if (structure instanceof Structure.Ivf lists) {
      out.writeByte(IVF);
      out.writeInt(lists.lists());
      out.writeInt(lists.exactUntil());
    } else if (structure instanceof Structure.Auto auto) {
      out.writeByte(AUTO);
      writeStructure(auto.then(), out);
    }
  }

  private static void writeQuantizer(Quantizer quantizer, DataOutputView out) throws IOException {
    out.writeByte(
        switch (quantizer.kind()) {
          case NONE -> 1;
          case SQ8 -> 2;
          case RABITQ -> 3;
          case PQ -> 4;
        });
    out.writeInt(quantizer.bits());
    out.writeInt(quantizer.rerank());
    out.writeByte(
        switch (quantizer.originals()) {
          case HEAP -> 1;
          case STORE -> 2;
        });
  }

  @Override
  public CollectionSpec read(int version, DataInputView in) throws IOException {
    return new CollectionSpec(
        Fields.readString(in),
        in.readInt(),
        order(in.readByte()),
        new IndexSpec(
            structure(in), in.readInt(), metric(in.readByte()), in.readDouble(), quantizer(in)),
        in.readInt(),
        Fields.readMillis(in),
        Fields.readMillis(in));
  }

  private static Order order(int code) throws IOException {
    return switch (code) {
      case 1 -> Order.LOG;
      case 2 -> Order.TIME;
      case 3 -> Order.VERSION;
      default -> throw Fields.unknownCode(Order.class, code);
    };
  }

  private static Structure structure(DataInputView in) throws IOException {
    int code = in.readByte();
    return switch (code) {
      case FLAT -> new Structure.Flat();
      case HNSW -> new Structure.Hnsw(in.readInt(), in.readInt(), in.readInt());
      case IVF -> new Structure.Ivf(in.readInt(), in.readInt());
      case AUTO -> new Structure.Auto(structure(in));
      default -> throw Fields.unknownCode(Structure.class, code);
    };
  }

  private static Metric metric(int code) throws IOException {
    return switch (code) {
      case 1 -> Metric.COSINE;
      case 2 -> Metric.L2;
      case 3 -> Metric.IP;
      default -> throw Fields.unknownCode(Metric.class, code);
    };
  }

  private static Quantizer quantizer(DataInputView in) throws IOException {
    int kind = in.readByte();
    int bits = in.readInt();
    int rerank = in.readInt();
    int originals = in.readByte();
    return new Quantizer(
        switch (kind) {
          case 1 -> Quantizer.Kind.NONE;
          case 2 -> Quantizer.Kind.SQ8;
          case 3 -> Quantizer.Kind.RABITQ;
          case 4 -> Quantizer.Kind.PQ;
          default -> throw Fields.unknownCode(Quantizer.Kind.class, kind);
        },
        bits,
        rerank,
        switch (originals) {
          case 1 -> Quantizer.Originals.HEAP;
          case 2 -> Quantizer.Originals.STORE;
          default -> throw Fields.unknownCode(Quantizer.Originals.class, originals);
        });
  }
}
