package org.flinkvectorindex.operators.decide;

import org.flinkvectorindex.operators.collection.CollectionSpec;

/** What a control record wants done to the collections of a running job. */
public sealed interface Control {

  /** A collection more, beside the others. */
  record Create(CollectionSpec spec) implements Control {}

  /** Queries that name the alias are answered from the collection, from now on. */
  record Alias(String alias, String collection) implements Control {}

  /** The alias stands for nothing any more. */
  record Unalias(String alias) implements Control {}

  /** The collection goes, with its state and what the serving cache has of it. */
  record Drop(String collection) implements Control {}
}
