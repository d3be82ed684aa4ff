package org.flinkvectorindex.operators.window;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.flinkvectorindex.connectors.record.Change;

/**
 * Records of one kind, aggregated by slice until they are sent. When too many slices are open, the
 * one that was added to longest ago is sent: it is then one of several of its kind.
 */
public final class OpenSlices<T> {
  /** Open slices at most: some 14 KB each at 768 dimensions, and their sketches. */
  static final int MOST_OPEN = 512;

  /**
   * Different values of an attribute that are sent together, for each that may have a group: more
   * are not told apart. Which of them have a group is known where windows are made, so those of now
   * say nothing about the next.
   */
  private static final int VALUES_A_GROUP = 16;

  /** What an open slice is of. */
  private record Open(Feed feed, String group, long start) {}

  private final Facts<T> facts;
  private final Map<String, List<Feed>> byCollection;
  private final Consumer<Slice> out;
  private final Map<Feed, Set<String>> values = new HashMap<>();
  private final LinkedHashMap<Open, Aggregate> open = new LinkedHashMap<>(16, 0.75f, true);

  OpenSlices(Feeds feeds, Facts<T> facts, Consumer<Slice> out) {
    this.facts = facts;
    this.byCollection = feeds.byCollection();
    this.out = out;
  }

  /** Of changes that were applied. */
  public static OpenSlices<Change> changes(Feeds feeds, Consumer<Slice> out) {
    return new OpenSlices<>(feeds, AppliedFacts.INSTANCE, out);
  }

  public boolean isEmpty() {
    return open.isEmpty();
  }

  public void add(T record, long nowMillis) {
    // A broker's timestamp may be a stranger's clock: it must not open windows in the future.
    long ts = facts.ofChanges() ? facts.ts(record) : Math.min(facts.ts(record), nowMillis);
    for (Feed feed : byCollection.getOrDefault(facts.collection(record), List.of())) {
      if (facts.ofChanges() || !feed.ofChangesOnly()) {
        add(record, ts, nowMillis, feed);
      }
    }
  }

  private void add(T record, long ts, long nowMillis, Feed feed) {
    Open at = new Open(feed, feed.grouped() ? group(record, feed) : "", feed.sliceOf(ts));
    Aggregate aggregate = open.get(at);
    if (aggregate == null) {
      if (open.size() == MOST_OPEN) {
        Iterator<Map.Entry<Open, Aggregate>> longest = open.entrySet().iterator();
        send(longest.next());
        longest.remove();
      }
      aggregate = new Aggregate();
      open.put(at, aggregate);
    }
    facts.add(record, ts, nowMillis, aggregate);
    if (feed.slicing() instanceof Feed.Slicing.Rows rows && aggregate.changes() >= rows.most()) {
      open.remove(at);
      send(Map.entry(at, aggregate));
    }
  }

  private String group(T record, Feed feed) {
    String value =
        facts
            .attributes(record)
            .map(attributes -> AttributeValue.of(attributes, feed.groupBy()))
            .orElse("");
    Set<String> known = values.computeIfAbsent(feed, each -> new HashSet<>());
    if (!known.contains(value)) {
      if (known.size() >= VALUES_A_GROUP * feed.maxGroups()) {
        return Groups.OTHER;
      }
      known.add(value);
    }
    return value;
  }

  /** Sends those that a watermark passes. */
  void sendPassed(long watermark) {
    List<Map.Entry<Open, Aggregate>> passed = new ArrayList<>();
    for (Map.Entry<Open, Aggregate> each : open.entrySet()) {
      if (each.getKey().feed().passed(each.getKey().start(), watermark)) {
        passed.add(each);
      }
    }
    for (Map.Entry<Open, Aggregate> each : passed) {
      open.remove(each.getKey());
      send(each);
    }
  }

  public void sendAll() {
    open.entrySet().forEach(this::send);
    open.clear();
    values.clear();
  }

  private void send(Map.Entry<Open, Aggregate> slice) {
    Open at = slice.getKey();
    out.accept(new Slice(at.feed().key(), at.group(), at.start(), slice.getValue()));
  }
}
