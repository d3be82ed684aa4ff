package org.flinkvectorindex.connectors.codec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.flinkvectorindex.connectors.record.DeadLetter.Reason;
import org.flinkvectorindex.connectors.record.Query;
import org.flinkvectorindex.connectors.record.Query.Include;
import org.flinkvectorindex.connectors.record.Query.Target;
import org.flinkvectorindex.connectors.record.RawRecord;

/** The fields of one query as they are met, each checked by itself, then what they say together. */
public final class QueryFields {
  public static final Range K = new Range("k", 1, 10_000);
  public static final Range EF = new Range("ef", 1, 100_000);
  public static final Range TIMEOUT = new Range("timeout_ms", 1, 600_000);

  /** Ids of one look-up at most. */
  public static final int MAX_IDS = 10_000;

  private static final int DEFAULT_K = 10;

  /** Fields of the contract that this release doesn't serve yet. */
  private static final Set<String> UNSUPPORTED =
      Set.of("filter", "radius", "window", "at_least_ts", "like");

  private Optional<String> queryId = Optional.empty();
  private Optional<String> collection = Optional.empty();
  private Optional<Target> target = Optional.empty();
  private int k = DEFAULT_K;
  private OptionalInt ef = OptionalInt.empty();
  private Set<Include> include = Set.of();
  private Optional<Duration> timeout = Optional.empty();

  public void queryId(String id) throws Defect {
    queryId = Optional.of(Names.queryId(id));
  }

  public void collection(String name) throws Defect {
    collection = Optional.of(Names.collection(name));
  }

  /**
   * @param finite components
   */
  public void vector(float[] finite) throws Defect {
    only(new Target.Nearest(finite));
  }

  public void ids(List<String> ids) throws Defect {
    if (ids.isEmpty()) {
      throw Defect.malformed("ids", "at least one id", "none");
    }
    if (ids.size() > MAX_IDS) {
      throw Defect.malformed("ids", "at most " + MAX_IDS + " ids", "more");
    }
    List<String> checked = new ArrayList<>(ids.size());
    for (String id : ids) {
      checked.add(Names.id("ids[" + checked.size() + "]", id));
    }
    only(new Target.ByIds(checked));
  }

  public void k(long k) throws Defect {
    this.k = (int) K.require(k);
  }

  public void ef(long ef) throws Defect {
    this.ef = OptionalInt.of((int) EF.require(ef));
  }

  public void include(Set<Include> include) {
    this.include = include;
  }

  public void timeoutMillis(long timeout) throws Defect {
    this.timeout = Optional.of(Duration.ofMillis(TIMEOUT.require(timeout)));
  }

  /**
   * A field that is none of the above.
   *
   * @param shown as its owner would know it
   */
  public Defect unknown(String name, String shown) {
    return UNSUPPORTED.contains(name)
        ? Defect.unsupported(name)
        : new Defect(Reason.BAD_QUERY, shown + ": is no field of a query");
  }

  /** Once it was read, whoever asked can be answered. */
  public Optional<String> queryId() {
    return queryId;
  }

  /** What the fields say together. */
  public Query query(RawRecord raw) throws Defect {
    return new Query(
        required("query_id", queryId),
        required("collection", collection),
        required("vector, vector_b64 or ids", target),
        k,
        ef,
        include,
        timeout,
        raw.ts(),
        raw.origin());
  }

  private void only(Target read) throws Defect {
    if (target.isPresent()) {
      throw Defect.malformed("vector", "one of vector, vector_b64 and ids", "two");
    }
    target = Optional.of(read);
  }

  private static <T> T required(String field, Optional<T> value) throws Defect {
    return value.orElseThrow(() -> Defect.missing(field));
  }
}
