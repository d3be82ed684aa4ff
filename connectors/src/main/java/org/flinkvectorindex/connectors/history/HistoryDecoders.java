package org.flinkvectorindex.connectors.history;

import java.io.Serializable;
import org.flinkvectorindex.connectors.codec.MutationDecoder;

/**
 * By how the records of a file are written.
 *
 * @param lines of what is JSON
 * @param messages of what is Protobuf, as rows of Parquet are handed on
 * @param rows of vectors, with their id as key
 */
public record HistoryDecoders(MutationDecoder lines, MutationDecoder messages, MutationDecoder rows)
    implements Serializable {

  MutationDecoder of(FileInput.Form form) {
    return switch (form) {
      case LINES, PACKED_LINES -> lines;
      case PARQUET -> messages;
      case ROWS -> rows;
    };
  }
}
