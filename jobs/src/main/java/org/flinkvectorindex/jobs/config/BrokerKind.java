package org.flinkvectorindex.jobs.config;

/** Where topics live. */
public enum BrokerKind {
  KAFKA,
  PULSAR
}
