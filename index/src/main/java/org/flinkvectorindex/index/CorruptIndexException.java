package org.flinkvectorindex.index;

import java.io.IOException;

/** What is stored can't be the index that was checkpointed. */
public final class CorruptIndexException extends IOException {
  private static final long serialVersionUID = 1L;

  public CorruptIndexException(String message) {
    super(message);
  }
}
