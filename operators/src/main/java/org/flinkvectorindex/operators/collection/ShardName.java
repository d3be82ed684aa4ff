package org.flinkvectorindex.operators.collection;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the key of a shard says: see {@link ShardKeys}. */
public record ShardName(String collection, int shard) {
  private static final Pattern KEY = Pattern.compile("([a-z0-9_-]{1,64})/(\\d+)#\\d+");

  /**
   * @throws IllegalArgumentException for what is not the key of a shard
   */
  public static ShardName of(String key) {
    Matcher matcher = KEY.matcher(key);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "the key of a shard is %s, expected: collection/shard#salt".formatted(key));
    }
    return new ShardName(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }
}
