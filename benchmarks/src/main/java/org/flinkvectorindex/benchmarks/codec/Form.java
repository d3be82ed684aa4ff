package org.flinkvectorindex.benchmarks.codec;

/** How a vector may stand in a record. */
enum Form {
  /** {@code vector}, numbers as text. */
  JSON,
  /** {@code vector_b64}. */
  JSON_BASE64,
  /** {@code vector}, packed floats. */
  PROTOBUF,
  /** {@code vector_bytes}. */
  PROTOBUF_BYTES
}
