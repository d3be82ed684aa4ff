package org.flinkvectorindex.connectors.redis;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriterStateSerializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;

/** What the sink had not yet written at a checkpoint. */
final class BufferedEntries extends AsyncSinkWriterStateSerializer<CacheEntry> {

  @Override
  public int getVersion() {
    return 1;
  }

  @Override
  protected void serializeRequestToStream(CacheEntry entry, DataOutputStream out)
      throws IOException {
    CacheEntryFormat.INSTANCE.writeVersioned(entry, new DataOutputViewStreamWrapper(out));
  }

  @Override
  protected CacheEntry deserializeRequestFromStream(long size, DataInputStream in)
      throws IOException {
    return CacheEntryFormat.INSTANCE.readVersioned(new DataInputViewStreamWrapper(in));
  }
}
