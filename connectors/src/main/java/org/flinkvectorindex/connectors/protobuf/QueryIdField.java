package org.flinkvectorindex.connectors.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Optional;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Names;
import org.flinkvectorindex.connectors.protobuf.v1.Records.Query;

/**
 * Looks for {@code query_id} in bytes that are not, or too much, a message: so that whoever asked
 * is answered all the same. Goes as far as fields can be told apart. Linear in the bytes.
 */
final class QueryIdField {
  private static final int TAG =
      Query.QUERY_ID_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private QueryIdField() {}

  static Optional<String> find(byte[] bytes) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == TAG) {
          return Optional.of(Names.queryId(in.readStringRequireUtf8()));
        }
        if (!in.skipField(tag)) {
          break;
        }
      }
    } catch (IOException | Defect e) {
      // There is no id that could be answered to.
    }
    return Optional.empty();
  }
}
