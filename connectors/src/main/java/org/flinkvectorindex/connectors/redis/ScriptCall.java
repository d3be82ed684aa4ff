package org.flinkvectorindex.connectors.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flinkvectorindex.connectors.serde.Fields;

/** The script, keys and arguments of one entry. */
record ScriptCall(Script script, List<byte[]> keys, List<byte[]> arguments) {

  /** As these options say where it lives and how long. */
  static ScriptCall of(CacheEntry entry, RedisOptions options) {
    Keyspace keyspace = options.keyspace();
    byte[] order = ascii(OrderText.of(entry.order()));
    byte[] ts = ascii(Long.toString(entry.ts()));
    if (entry instanceof CacheEntry.PutVector put) {
      List<byte[]> arguments =
          new ArrayList<>(List.of(order, ts, Fields.littleEndian(put.vector())));
      put.attributes().ifPresent(it -> arguments.add(it.getBytes(StandardCharsets.UTF_8)));
      return new ScriptCall(
          Script.PUT_VECTOR, vectorKeys(keyspace, put.collection(), put.id()), arguments);
    }
    if (entry instanceof CacheEntry.DeleteVector delete) {
      byte[] expiry = millis(options.tombstoneRetention());
      return new ScriptCall(
          Script.DELETE_VECTOR,
          vectorKeys(keyspace, delete.collection(), delete.id()),
          List.of(order, expiry));
    }
    if (entry instanceof CacheEntry.PutWindow put) {
      return new ScriptCall(
          Script.PUT_WINDOW,
          List.of(keyspace.window(put.collection(), put.window(), put.start())),
          List.of(
              order,
              ts,
              put.json(),
              put.group().map(group -> ":" + group).orElse("").getBytes(StandardCharsets.UTF_8),
              millis(options.windowRetention())));
    }
    CacheEntry.PutResult put = (CacheEntry.PutResult) entry;
    List<byte[]> arguments = new ArrayList<>(List.of(order, ts, put.json()));
    options.resultRetention().ifPresent(it -> arguments.add(millis(it)));
    return new ScriptCall(
        Script.PUT_RESULT, List.of(keyspace.result(put.collection(), put.hash())), arguments);
  }

  /** By the script's digest: fails with NOSCRIPT where Redis has not seen it since its start. */
  AsyncCommand<byte[], byte[], Long> byDigest() {
    return command(CommandType.EVALSHA, script.digest());
  }

  /** With the script's text, which Redis keeps. */
  AsyncCommand<byte[], byte[], Long> byText() {
    return command(CommandType.EVAL, script.text());
  }

  private AsyncCommand<byte[], byte[], Long> command(CommandType type, byte[] named) {
    CommandArgs<byte[], byte[]> args =
        new CommandArgs<>(ByteArrayCodec.INSTANCE).add(named).add(keys.size());
    keys.forEach(args::addKey);
    arguments.forEach(args::addValue);
    return new AsyncCommand<>(
        new Command<>(type, new IntegerOutput<>(ByteArrayCodec.INSTANCE), args));
  }

  private static List<byte[]> vectorKeys(Keyspace keyspace, String collection, String id) {
    return List.of(keyspace.vector(collection, id), keyspace.tombstone(collection, id));
  }

  private static byte[] millis(Duration duration) {
    return ascii(Long.toString(duration.toMillis()));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
