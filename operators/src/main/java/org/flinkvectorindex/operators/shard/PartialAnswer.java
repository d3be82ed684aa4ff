package org.flinkvectorindex.operators.shard;

import java.util.List;
import java.util.OptionalLong;
import org.flinkvectorindex.connectors.record.Result.Hit;

/**
 * What one shard answers.
 *
 * @param asking the key of the query
 * @param watermark event time up to which the shard has seen the stream of vectors; empty before
 *     the first watermark
 * @param hits ascending by distance, ties by id
 */
public record PartialAnswer(String asking, int shard, OptionalLong watermark, List<Hit> hits) {}
