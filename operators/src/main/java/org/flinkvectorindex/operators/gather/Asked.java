package org.flinkvectorindex.operators.gather;

import java.util.Locale;
import org.flinkvectorindex.connectors.record.OrderKey;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Query.Target;
import org.flinkvectorindex.operators.admit.AdmittedQuery;
import org.flinkvectorindex.operators.admit.Place;
import org.flinkvectorindex.operators.collection.CollectionSpec;

/**
 * What must be known of a query to answer it: the query without its vector.
 *
 * @param limit hits an answer has at most
 * @param shards how many are asked
 * @param plan the kind of index, or {@code ids}
 * @param deadlineMillis when it is answered at the latest, milliseconds since the epoch
 * @param order by when it was asked, but no later than it came: one whose clock is ahead would have
 *     the last word in the cache for as long
 * @param from the collection that answers, where {@code collection} may be an alias
 */
record Asked(
    String queryId,
    String collection,
    int k,
    int limit,
    int shards,
    String plan,
    long arrivedMicros,
    long deadlineMillis,
    String hash,
    OrderKey order,
    String from) {

  static final String LOOK_UP = "ids";

  static Asked of(AdmittedQuery admitted, CollectionSpec spec, long timeoutMillis) {
    Query query = admitted.query();
    boolean lookUp = query.target() instanceof Target.ByIds;
    long arrivedMillis = admitted.arrivedMicros() / 1000;
    return new Asked(
        query.queryId(),
        query.collection(),
        query.k(),
        lookUp ? Integer.MAX_VALUE : query.k(),
        admitted.shards(),
        lookUp ? LOOK_UP : spec.index().structure().kind().name().toLowerCase(Locale.ROOT),
        admitted.arrivedMicros(),
        arrivedMillis + query.timeout().map(t -> t.toMillis()).orElse(timeoutMillis),
        QuestionHash.of(query),
        Place.order(Math.min(query.ts(), arrivedMillis), query.origin()),
        admitted.collection());
  }
}
