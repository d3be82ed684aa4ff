package org.flinkvectorindex.jobs.config;

/** How records are written in topics. */
public enum RecordCodec {
  JSON,
  PROTOBUF
}
