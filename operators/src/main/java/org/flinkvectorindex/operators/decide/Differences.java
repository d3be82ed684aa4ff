package org.flinkvectorindex.operators.decide;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/** In what a collection that is wanted differs from the one that is there. */
final class Differences {
  private Differences() {}

  /** A key of the configuration, and what it is in both. */
  record Difference(String key, Object was, Object is) {}

  static Optional<Difference> first(CollectionSpec there, CollectionSpec wanted) {
    Map<String, Object> is = fields(wanted);
    return fields(there).entrySet().stream()
        .filter(each -> !each.getValue().equals(is.get(each.getKey())))
        .findFirst()
        .map(each -> new Difference(each.getKey(), each.getValue(), is.get(each.getKey())));
  }

  private static Map<String, Object> fields(CollectionSpec spec) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("dimension", spec.index().dimension());
    fields.put("metric", spec.index().metric());
    fields.put("shards", spec.shards());
    fields.put("order", spec.order());
    fields.put("index", spec.index().structure());
    fields.put("quantizer", spec.index().quantizer());
    fields.put("index.ef", spec.ef());
    fields.put("tombstone.retention", spec.tombstoneRetention());
    fields.put("retention", spec.retention());
    return fields;
  }
}
