package org.flinkvectorindex.operators.collection;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The collections that a stage has met: those configured, and those created while the job runs, by
 * what records bring along. A name is given once, so what was met stays.
 */
public final class Known {
  private final Catalog catalog;
  private final Map<String, Catalog.Entry> met = new HashMap<>();

  /**
   * @param catalog those configured
   */
  public Known(Catalog catalog) {
    this.catalog = catalog;
    catalog.entries().forEach(entry -> met.put(entry.spec().name(), entry));
  }

  /**
   * The same, where a record may be of a collection that there is no longer: it was on its way in a
   * checkpoint of a job that had it.
   */
  public Optional<Catalog.Entry> find(String collection, Optional<CollectionSpec> created) {
    return created.isPresent() || met.containsKey(collection)
        ? Optional.of(get(collection, created))
        : Optional.empty();
  }

  public Catalog.Entry get(String collection, Optional<CollectionSpec> created) {
    Catalog.Entry known = met.get(collection);
    if (known == null) {
      known = catalog.get(collection, created);
      met.put(collection, known);
    }
    return known;
  }
}
