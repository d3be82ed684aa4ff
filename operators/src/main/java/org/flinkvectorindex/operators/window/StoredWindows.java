package org.flinkvectorindex.operators.window;

import java.util.Iterator;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.flinkvectorindex.index.CorruptIndexException;
import org.flinkvectorindex.operators.StoredValue;

/**
 * What a restore brings back of a feed, read once before anything is added to it: each value has a
 * checksum, and so has its place.
 */
final class StoredWindows {
  private StoredWindows() {}

  /**
   * Of the feed whose key is current. Places from before they had checksums are written anew: those
   * of now are not found by the bytes of then.
   *
   * @throws CorruptIndexException naming the feed, and what is not as it was written
   */
  static void require(String feed, WindowState state) throws CorruptIndexException {
    try {
      Groups groups = StoredValue.read(() -> "the list of groups", state.groups()::value);
      if (groups == null) {
        throw new CorruptIndexException("there is no " + WindowState.GROUPS.getName());
      }
      require("slice", state.slices());
      require("history", state.histories());
    } catch (Exception e) { // What Flink throws where a file is damaged is of many kinds.
      CorruptIndexException named =
          new CorruptIndexException(
              "windows of %s can't be restored: %s".formatted(feed, e.getMessage()));
      named.initCause(e);
      throw named;
    }
  }

  private static <V> void require(String what, MapState<At, V> state) throws Exception {
    Iterator<Map.Entry<At, V>> all = state.iterator();
    while (all.hasNext()) {
      Map.Entry<At, V> each = all.next();
      At at = StoredValue.read(() -> "the place of a " + what, each::getKey);
      V value = StoredValue.read(() -> "the %s of %s".formatted(what, at), each::getValue);
      if (!state.contains(at)) {
        all.remove();
        state.put(at, value);
      }
    }
  }
}
