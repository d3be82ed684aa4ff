package org.flinkvectorindex.connectors.codec;

import org.flinkvectorindex.connectors.record.Mutation;

/** Reads a change of a vector from a record of a topic. */
@FunctionalInterface
public interface MutationDecoder extends Decoder<Mutation> {}
