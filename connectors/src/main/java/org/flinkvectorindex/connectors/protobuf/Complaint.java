package org.flinkvectorindex.connectors.protobuf;

import com.google.protobuf.InvalidProtocolBufferException;
import org.flinkvectorindex.connectors.codec.Defect;
import org.flinkvectorindex.connectors.codec.Quote;

/** Bytes that are no message of the schema. */
final class Complaint {
  private Complaint() {}

  static Defect notA(String message, InvalidProtocolBufferException e) {
    return Defect.malformed("record", "a message " + message, Quote.text(e.getMessage()));
  }
}
