package org.flinkvectorindex.connectors.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What Redis runs for one entry, as a whole or not at all. */
enum Script {
  /** KEYS: vector, tombstone. ARGV: order, ts, vector, and attributes where there are any. */
  PUT_VECTOR(
      """
      local held = redis.call('HGET', KEYS[1], 'n')
      if held and held >= ARGV[1] then return 0 end
      local dead = redis.call('GET', KEYS[2])
      if dead and dead >= ARGV[1] then return 0 end
      redis.call('HSET', KEYS[1], 'n', ARGV[1], 'ts', ARGV[2], 'v', ARGV[3])
      if ARGV[4] then
        redis.call('HSET', KEYS[1], 'a', ARGV[4])
      else
        redis.call('HDEL', KEYS[1], 'a')
      end
      redis.call('DEL', KEYS[2])
      return 1
      """),

  /** KEYS: vector, tombstone. ARGV: order, milliseconds that the tombstone stays. */
  DELETE_VECTOR(
      """
      local held = redis.call('HGET', KEYS[1], 'n')
      if held and held > ARGV[1] then return 0 end
      local dead = redis.call('GET', KEYS[2])
      if dead and dead >= ARGV[1] then return 0 end
      redis.call('DEL', KEYS[1])
      redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
      return 1
      """),

  /**
   * KEYS: result. ARGV: order, ts, result or no bytes, and milliseconds that it stays where it
   * expires.
   */
  PUT_RESULT(
      """
      local held = redis.call('HGET', KEYS[1], 'n')
      if held and held >= ARGV[1] then return 0 end
      redis.call('HSET', KEYS[1], 'n', ARGV[1], 'ts', ARGV[2])
      if ARGV[3] == '' then
        redis.call('HDEL', KEYS[1], 'r')
      else
        redis.call('HSET', KEYS[1], 'r', ARGV[3])
      end
      if ARGV[4] then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
      return 1
      """),

  /** KEYS: window. ARGV: order, ts, statistics, suffix of fields, milliseconds that it stays. */
  PUT_WINDOW(
      """
      local held = redis.call('HGET', KEYS[1], 'n' .. ARGV[4])
      if held and held >= ARGV[1] then return 0 end
      redis.call('HSET', KEYS[1], 'n' .. ARGV[4], ARGV[1], 'ts' .. ARGV[4], ARGV[2], 'r' .. ARGV[4], ARGV[3])
      redis.call('PEXPIRE', KEYS[1], ARGV[5])
      return 1
      """);

  private final byte[] text;
  private final byte[] digest;

  Script(String text) {
    this.text = text.getBytes(StandardCharsets.UTF_8);
    this.digest = HexFormat.of().formatHex(sha1(this.text)).getBytes(StandardCharsets.US_ASCII);
  }

  byte[] text() {
    return text;
  }

  /** How Redis names a script that it has: the SHA-1 of the text in hexadecimal. */
  byte[] digest() {
    return digest;
  }

  private static byte[] sha1(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-1", e);
    }
  }
}
