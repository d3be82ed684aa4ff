package org.flinkvectorindex.operators;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.flink.util.function.SupplierWithException;
import org.flinkvectorindex.index.CorruptIndexException;

/** A value in keyed state, as it was written. */
public final class StoredValue {
  private StoredValue() {}

  /**
   * @param what it is, as the error names it: asked for only then
   * @param value reads it: an entry of a map does when it is asked for it
   * @throws CorruptIndexException naming what it is, and why it can't be read
   */
  public static <T> T read(Supplier<String> what, SupplierWithException<T, IOException> value)
      throws CorruptIndexException {
    try {
      return value.get();
    } catch (IOException | RuntimeException e) {
      CorruptIndexException named =
          new CorruptIndexException(
              "%s can't be read: %s".formatted(what.get(), root(e).getMessage()));
      named.initCause(e);
      throw named;
    }
  }

  /** Flink only says that it could not deserialize; why is below. */
  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
