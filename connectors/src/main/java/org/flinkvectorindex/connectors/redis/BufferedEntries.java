package org.flinkvectorindex.connectors.redis;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriterStateSerializer;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.flinkvectorindex.connectors.serde.Checksum;
import org.flinkvectorindex.connectors.serde.Fields;

/**
 * What the sink had not yet written at a checkpoint. Version 2 says first for which generation,
 * version 3 at the end a CRC-32C of all before.
 *
 * <p>Changes of vectors that waited for another generation are passed over: all that is live is
 * published in this one anyway, and of a put whose delete was written already there would be
 * nothing here to refuse it.
 */
final class BufferedEntries extends AsyncSinkWriterStateSerializer<CacheEntry> {
  private final String generation;

  /**
   * @param generation that is written now; empty where there is none
   */
  BufferedEntries(String generation) {
    this.generation = generation;
  }

  @Override
  public int getVersion() {
    return 3;
  }

  @Override
  public byte[] serialize(BufferedRequestState<CacheEntry> buffered) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    Fields.writeString(generation, out);
    out.write(super.serialize(buffered));
    out.writeInt(Checksum.of(out.getSharedBuffer(), 0, out.length()));
    return out.getCopyOfBuffer();
  }

  @Override
  public BufferedRequestState<CacheEntry> deserialize(int version, byte[] bytes)
      throws IOException {
    if (version < 1 || version > getVersion()) {
      throw new IOException(
          "what Redis had not taken has version %d, allowed: 1 to %d"
              .formatted(version, getVersion()));
    }
    if (version == 1) {
      return super.deserialize(version, bytes);
    }
    int end = version == 2 ? bytes.length : checked(bytes);
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    String bufferedFor = Fields.readString(in);
    BufferedRequestState<CacheEntry> buffered =
        super.deserialize(version, Arrays.copyOfRange(bytes, in.getPosition(), end));
    return bufferedFor.equals(generation) ? buffered : withoutVectors(buffered);
  }

  /** Where the checksum begins, which fits what is before. */
  private static int checked(byte[] bytes) throws IOException {
    int end = bytes.length - Integer.BYTES;
    if (end < 0) {
      throw new IOException(
          "what Redis had not taken is %d bytes, allowed: 4 or more".formatted(bytes.length));
    }
    int written = new DataInputDeserializer(bytes, end, Integer.BYTES).readInt();
    Checksum.require("what Redis had not taken", written, Checksum.of(bytes, 0, end));
    return end;
  }

  private static BufferedRequestState<CacheEntry> withoutVectors(
      BufferedRequestState<CacheEntry> buffered) {
    List<RequestEntryWrapper<CacheEntry>> others =
        buffered.getBufferedRequestEntries().stream()
            .filter(each -> !isOfVector(each.getRequestEntry()))
            .toList();
    return new BufferedRequestState<>(others);
  }

  private static boolean isOfVector(CacheEntry entry) {
    return entry instanceof CacheEntry.PutVector || entry instanceof CacheEntry.DeleteVector;
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
