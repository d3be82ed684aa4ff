package org.flinkvectorindex.benchmarks.chaos;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that was done to the job, after which it must come back from state.
 *
 * @param what as told
 * @param from the moment before
 * @param until a checkpoint was complete that began after
 * @param job that comes back; empty where it is the one that ran
 */
record Act(String what, Instant from, Instant until, Optional<String> job) {}
