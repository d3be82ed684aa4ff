/**
 * The stages of the job, one package each, in the order of the data: admit, batch, shard (where
 * vectors are inserted and queries searched), with scatter before and gather after it for queries,
 * publish, recall (how good live answers are) and window (statistics of what was applied and
 * asked). {@link org.flinkvectorindex.operators.Stage} names them all.
 */
package org.flinkvectorindex.operators;
