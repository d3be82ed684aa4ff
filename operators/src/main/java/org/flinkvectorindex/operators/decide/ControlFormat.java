package org.flinkvectorindex.operators.decide;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.flinkvectorindex.connectors.serde.Fields;
import org.flinkvectorindex.connectors.serde.RecordFormat;
import org.flinkvectorindex.operators.collection.CollectionSpecFormat;

/** Layout of a {@link Control}. */
public enum ControlFormat implements RecordFormat<Control> {
  INSTANCE;

  private static final int CREATE = 1;
  private static final int ALIAS = 2;
  private static final int UNALIAS = 3;
  private static final int DROP = 4;

  @Override
  public Class<Control> type() {
    return Control.class;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(Control control, DataOutputView out) throws IOException {
    if (control instanceof Control.Create create) {
      out.writeByte(CREATE);
      CollectionSpecFormat.INSTANCE.writeVersioned(create.spec(), out);
    } else if (control instanceof Control.Alias alias) {
      out.writeByte(ALIAS);
      Fields.writeString(alias.alias(), out);
      Fields.writeString(alias.collection(), out);
    } else if (control instanceof Control.Unalias unalias) {
      out.writeByte(UNALIAS);
      Fields.writeString(unalias.alias(), out);
    } else if (control instanceof Control.Drop drop) {
      out.writeByte(DROP);
      Fields.writeString(drop.collection(), out);
    }
  }

  @Override
  public Control read(int version, DataInputView in) throws IOException {
    int code = in.readByte();
    return switch (code) {
      case CREATE -> new Control.Create(CollectionSpecFormat.INSTANCE.readVersioned(in));
      case ALIAS -> new Control.Alias(Fields.readString(in), Fields.readString(in));
      case UNALIAS -> new Control.Unalias(Fields.readString(in));
      case DROP -> new Control.Drop(Fields.readString(in));
      default -> throw Fields.unknownCode(Control.class, code);
    };
  }
}
