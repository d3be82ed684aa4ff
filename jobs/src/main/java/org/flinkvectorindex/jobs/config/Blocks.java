package org.flinkvectorindex.jobs.config;

import java.util.List;

/** A key with a list of blocks under it, at least {@code least} of them. */
record Blocks(String name, int least, String doc, List<Key> keys) implements Key {}
