package org.flinkvectorindex.connectors.codec;

import org.flinkvectorindex.connectors.record.Query;

/** Reads a question from a record of a topic. */
@FunctionalInterface
public interface QueryDecoder extends Decoder<Query> {}
