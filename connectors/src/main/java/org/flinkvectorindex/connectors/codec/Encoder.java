package org.flinkvectorindex.connectors.codec;

import java.io.Serializable;

/** Writes a record as the bytes of a topic or of the serving cache. */
@FunctionalInterface
public interface Encoder<T> extends Serializable {
  byte[] encode(T record);
}
