package org.flinkvectorindex.operators.collection;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;

/** Layout of a {@link Directory}: by name, so equal ones have equal bytes. */
public enum DirectoryFormat implements RecordFormat<Directory> {
  INSTANCE;

  @Override
  public Class<Directory> type() {
    return Directory.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Directory directory, DataOutputView out) throws IOException {
    out.writeLong(directory.changes());
    Fields.writeList(
        List.copyOf(new TreeMap<>(directory.created()).values()),
        CollectionSpecFormat.INSTANCE::writeVersioned,
        out);
    Fields.writeStrings(new TreeMap<>(directory.aliases()), out);
    Map<String, Integer> dropped = new TreeMap<>(directory.dropped());
    out.writeInt(dropped.size());
    for (Map.Entry<String, Integer> each : dropped.entrySet()) {
      Fields.writeString(each.getKey(), out);
      out.writeInt(each.getValue());
    }
  }

  @Override
  public Directory read(int version, DataInputView in) throws IOException {
    long changes = in.readLong();
    Map<String, CollectionSpec> created = new LinkedHashMap<>();
    for (CollectionSpec spec : Fields.readList(CollectionSpecFormat.INSTANCE::readVersioned, in)) {
      created.put(spec.name(), spec);
    }
    Map<String, String> aliases = Fields.readStrings(in);
    Map<String, Integer> dropped = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      dropped.put(Fields.readString(in), in.readInt());
    }
    return new Directory(changes, created, aliases, dropped);
  }
}
