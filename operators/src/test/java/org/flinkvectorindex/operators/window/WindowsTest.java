package org.flinkvectorindex.operators.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.flinkvectorindex.operators.Samples.order;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flinkvectorindex.connectors.record.Change;
import org.flinkvectorindex.connectors.record.Result;
import org.flinkvectorindex.connectors.record.WindowStatistics;
import org.flinkvectorindex.connectors.record.WindowStatistics.Frequent;
import org.flinkvectorindex.connectors.record.WindowStatistics.Standing;
import org.flinkvectorindex.operators.SavepointBytes;
import org.flinkvectorindex.operators.StateFiles;
import org.flinkvectorindex.operators.window.WindowSpec.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows against plain lists of what is in them. */
class WindowsTest {
  private static final int DIMENSION = 5;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final WindowSpec TUMBLING = spec("tumbling", new Kind.Tumbling(SECOND));
  private static final WindowSpec SLIDING =
      spec("sliding", new Kind.Sliding(Duration.ofSeconds(5), SECOND));
  private static final WindowSpec SESSION =
      spec("session", new Kind.Session(Duration.ofMillis(40)));
  private static final WindowSpec GLOBAL = spec("global", new Kind.Global(100));
  private static final WindowSpec GROUPED =
      new WindowSpec("words", "grouped", new Kind.Tumbling(SECOND), Duration.ZERO, "lang", 3);

  @TempDir Path dir;

  private static WindowSpec spec(String name, Kind kind) {
    return spec(name, kind, 0);
  }

  private static WindowSpec spec(String name, Kind kind, long latenessMillis) {
    return new WindowSpec("words", name, kind, Duration.ofMillis(latenessMillis), "", 1);
  }

  static List<WindowSpec> timed() {
    return List.of(TUMBLING, SLIDING, SESSION, GROUPED);
  }

  /** Shuffled within the out-of-orderness, with failures on the way. */
  @ParameterizedTest
  @MethodSource("timed")
  void outOfOrderWithinTheWatermarkIsAsInOrder(WindowSpec spec) throws Exception {
    long seed = System.nanoTime();
    System.out.println("WindowsTest: seed " + seed);
    Random random = new Random(seed);
    List<Change> changes = changes(random, 3_000);
    List<Change> shuffled = new ArrayList<>(changes);
    long disorder = 500;
    Map<Change, Long> arrivals = new java.util.IdentityHashMap<>();
    changes.forEach(each -> arrivals.put(each, each.ts() + random.nextLong(disorder)));
    shuffled.sort(Comparator.comparing(arrivals::get));
    try (WindowSubtask subtask = new WindowSubtask(spec)) {
      long greatest = Long.MIN_VALUE;
      int i = 0;
      for (Change change : shuffled) {
        subtask.change(change);
        greatest = Math.max(greatest, change.ts());
        if (i++ % 10 == 0) {
          subtask.watermark(greatest - disorder);
        }
        if (random.nextInt(500) == 0) {
          subtask.failAndRestore();
          subtask.watermark(greatest - disorder);
        }
      }
      subtask.watermark(Long.MAX_VALUE);
      assertThat(subtask.late()).isEmpty();
      compare(subtask.windows(), expected(changes, spec));
      assertThat(subtask.windows())
          .allSatisfy(each -> assertThat(each.standing()).isEqualTo(new Standing.Revision(0)));
    }
  }

  @Test
  void globalWindowsHaveEachChangeOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("WindowsTest: seed " + seed);
    List<Change> changes = changes(new Random(seed), 1_050);
    try (WindowSubtask subtask = new WindowSubtask(GLOBAL)) {
      for (int i = 0; i < changes.size(); i++) {
        subtask.change(changes.get(i));
        if (i == 450) {
          subtask.failAndRestore();
        }
      }
      assertThat(subtask.windows()).hasSize(10);
      for (int i = 0; i < 10; i++) {
        WindowStatistics window = subtask.windows().get(i);
        assertThat(window.place().start()).isEqualTo(100 * i);
        assertThat(window.place().end()).isEqualTo(100 * i + 100);
        compare(window, changes.subList(100 * i, 100 * i + 100));
      }
    }
  }

  /** Places in state were looked up by other bytes then. */
  @ParameterizedTest
  @MethodSource("timed")
  void stateFromBeforeItHadChecksumsIsTakenOver(WindowSpec spec) throws Exception {
    List<Change> changes = changes(new Random(4), 1_200);
    try (WindowSubtask subtask = new WindowSubtask(spec)) {
      for (int i = 0; i < changes.size(); i++) {
        subtask.change(changes.get(i));
        subtask.watermark(changes.get(i).ts() - 1);
        if (i % 400 == 399) {
          subtask.restartFromBefore();
          subtask.watermark(changes.get(i).ts() - 1);
        }
      }
      subtask.watermark(Long.MAX_VALUE);
      assertThat(subtask.late()).isEmpty();
      compare(subtask.windows(), expected(changes, spec));
      assertThat(subtask.windows())
          .allSatisfy(each -> assertThat(each.standing()).isEqualTo(new Standing.Revision(0)));
    }
  }

  /** Slices, histories, the places of both, and the list of groups. */
  @Test
  void aFlippedByteOfACanonicalSavepointIsRefused() throws Exception {
    try (WindowSubtask subtask = new WindowSubtask(GROUPED)) {
      for (Change change : changes(new Random(3), 400)) {
        subtask.change(change);
      }
      subtask.watermark(1_500);
      SavepointBytes savepoint = subtask.savepoint();
      subtask.startFrom(savepoint);
      String feed = Feeds.of(List.of(GROUPED)).all().get(0).key();
      for (Stored each : stored(savepoint, subtask.groups(feed))) {
        assertThatThrownBy(() -> subtask.startFrom(savepoint.flipped(each.at())))
            .as("%s", each)
            .hasStackTraceContaining("windows of " + feed + " can't be restored: ")
            .hasStackTraceContaining(each.type() + " was written with checksum ");
      }
    }
  }

  /** Of a state whose name is another there is nothing, and what it held is not made up. */
  @Test
  void aFeedThatHasLostItsGroupsIsRefused() throws Exception {
    for (WindowSpec spec : List.of(GROUPED, GLOBAL)) {
      try (WindowSubtask subtask = new WindowSubtask(spec)) {
        for (Change change : changes(new Random(3), 150)) {
          subtask.change(change);
        }
        SavepointBytes savepoint = subtask.savepoint();
        String feed = Feeds.of(List.of(spec)).all().get(0).key();
        int at = savepoint.at("window-groups".getBytes());
        assertThatThrownBy(() -> subtask.startFrom(savepoint.flipped(at)))
            .hasStackTraceContaining(
                "windows of " + feed + " can't be restored: there is no window-groups");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"window-slices", "window-histories"})
  void aFlippedByteInAFileIsToldOfTheFeed(String state) throws Exception {
    try (WindowSubtask subtask = WindowSubtask.incremental(dir, GROUPED)) {
      for (Change change : changes(new Random(3), 400)) {
        subtask.change(change);
      }
      subtask.watermark(1_500);
      var checkpoint = subtask.checkpoint();
      assertThat(StateFiles.damage(dir, state)).isPositive();
      String feed = Feeds.of(List.of(GROUPED)).all().get(0).key();
      assertThatThrownBy(() -> subtask.startFrom(checkpoint))
          .hasStackTraceContaining("windows of " + feed + " can't be restored: ");
    }
  }

  /** A byte of a place or a value in state. */
  private record Stored(String type, int at) {}

  private static List<Stored> stored(SavepointBytes savepoint, Groups groups) throws Exception {
    // A place is its version, two texts with their lengths, and a time.
    At slice = At.slice("en", 1000);
    int ofSlice = savepoint.at(AtFormat.INSTANCE, slice);
    At history = At.history("de", "grouped");
    int ofHistory = savepoint.at(AtFormat.INSTANCE, history);
    // Behind it: its checksum, a length, whether there is a value, and of that 127 and a length.
    int next = 4 + 4 + 1 + 5;
    return List.of(
        new Stored("At", ofSlice + 5),
        new Stored("At", ofSlice + 18),
        new Stored("Aggregate", ofSlice + 19 + next + 8),
        new Stored("Aggregate", ofSlice + 19 + next + 60),
        new Stored("At", ofHistory + 20),
        new Stored("History", ofHistory + 26 + next + 8),
        new Stored("Groups", savepoint.at(GroupsFormat.INSTANCE, groups) + 10));
  }

  @Test
  void lateChangesMakeAnotherRevisionThenNone() throws Exception {
    WindowSpec spec = spec("w", new Kind.Tumbling(SECOND), 300);
    Change first = put("a", 100, 1);
    Change second = put("b", 200, 2);
    Change third = put("c", 300, 3);
    try (WindowSubtask subtask = new WindowSubtask(spec)) {
      subtask.change(first);
      subtask.watermark(999);
      subtask.change(second);
      subtask.watermark(1298);
      subtask.failAndRestore();
      subtask.watermark(1298);
      subtask.watermark(1299);
      subtask.change(third);
      subtask.watermark(2000);
      assertThat(subtask.windows())
          .extracting(WindowStatistics::standing)
          .containsExactly(new Standing.Revision(0), new Standing.Revision(1));
      compare(subtask.windows().get(1), List.of(first, second));
      assertThat(subtask.late())
          .singleElement()
          .satisfies(
              late -> {
                assertThat(late.standing()).isEqualTo(new Standing.Late());
                assertThat(late.place().start()).isZero();
                compare(late, List.of(third));
              });
    }
  }

  static List<WindowSpec> withLateness() {
    return List.of(
        spec("w", new Kind.Tumbling(SECOND), 300),
        spec("w", new Kind.Sliding(SECOND, Duration.ofMillis(500)), 300),
        spec("w", new Kind.Session(SECOND), 300));
  }

  /** Whether there was a window in its place or not: history into a quiet topic finds none. */
  @ParameterizedTest
  @MethodSource("withLateness")
  void whatIsLateIsLateBeforeTheFirstWatermarkOfARestart(WindowSpec spec) throws Exception {
    Change late = put("b", 200, 2);
    Change history = put("c", -5_000, 3);
    try (WindowSubtask subtask = new WindowSubtask(spec)) {
      subtask.change(put("a", 100, 1));
      subtask.watermark(5_000);
      int emitted = subtask.windows().size();
      subtask.failAndRestore();
      subtask.change(late);
      subtask.change(history);
      subtask.failAndRestore();
      subtask.watermark(9_000);
      assertThat(subtask.windows()).hasSize(emitted);
      assertThat(subtask.late()).hasSize(2);
      compare(subtask.late().get(0), List.of(late));
      compare(subtask.late().get(1), List.of(history));
    }
  }

  @Test
  void whatIsNotTooLateMakesAnotherRevisionBeforeTheFirstWatermarkOfARestart() throws Exception {
    Change first = put("a", 100, 1);
    Change second = put("b", 200, 2);
    try (WindowSubtask subtask = new WindowSubtask(spec("w", new Kind.Tumbling(SECOND), 300))) {
      subtask.change(first);
      subtask.watermark(1_298);
      subtask.failAndRestore();
      subtask.change(second);
      subtask.clock(Summarize.WAIT_MILLIS);
      assertThat(subtask.windows())
          .extracting(WindowStatistics::standing)
          .containsExactly(new Standing.Revision(0), new Standing.Revision(1));
      compare(subtask.windows().get(1), List.of(first, second));
    }
  }

  /** Or a window that was not emitted yet would be at its first change, and at its end again. */
  @Test
  void ofSubtasksThatBecomeOneTheLeastWatermarkCounts() throws Exception {
    Change first = put("a", 1_100, 1);
    Change second = put("b", 1_200, 2);
    List<WindowSubtask> two = WindowSubtask.two(TUMBLING);
    try (WindowSubtask has = two.get(0);
        WindowSubtask ahead = two.get(1)) {
      has.change(first);
      has.watermark(1_500);
      ahead.watermark(2_500);
      try (WindowSubtask one = WindowSubtask.inPlaceOf(two)) {
        one.change(second);
        one.change(put("c", 400, 3));
        one.watermark(2_500);
        assertThat(one.windows()).hasSize(1);
        assertThat(one.windows().get(0).standing()).isEqualTo(new Standing.Revision(0));
        compare(one.windows().get(0), List.of(first, second));
        assertThat(one.late()).extracting(late -> late.place().start()).containsExactly(0L);
      }
    }
  }

  @Test
  void aJobThatGoesOnFromTheEndOfItsInputTakesWhatIsNew() throws Exception {
    Change next = put("b", 5_100, 2);
    try (WindowSubtask subtask = new WindowSubtask(TUMBLING)) {
      subtask.change(put("a", 100, 1));
      subtask.watermark(999);
      subtask.watermark(Long.MAX_VALUE);
      subtask.failAndRestore();
      subtask.change(next);
      subtask.watermark(5_999);
      assertThat(subtask.late()).isEmpty();
      compare(subtask.windows().get(1), List.of(next));
    }
  }

  @Test
  void aSessionThatLateChangesJoinToAnEarlierOneIsReplaced() throws Exception {
    WindowSpec spec = spec("s", new Kind.Session(Duration.ofMillis(100)), 1_000);
    Change first = put("a", 1_000, 1);
    Change second = put("b", 1_180, 2);
    Change between = put("c", 1_090, 3);
    try (WindowSubtask subtask = new WindowSubtask(spec)) {
      subtask.change(first);
      subtask.change(second);
      subtask.watermark(1_500);
      subtask.change(between);
      subtask.watermark(1_501);
      assertThat(subtask.windows())
          .extracting(each -> each.place().start(), WindowStatistics::standing)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(1_000L, new Standing.Revision(0)),
              org.assertj.core.groups.Tuple.tuple(1_180L, new Standing.Revision(0)),
              org.assertj.core.groups.Tuple.tuple(1_180L, new Standing.ReplacedBy(1_000)),
              org.assertj.core.groups.Tuple.tuple(1_000L, new Standing.Revision(1)));
      compare(subtask.windows().get(3), List.of(first, second, between));
    }
  }

  /** What was kept of it is given up while it isn't there, but what it wanted to be woken for. */
  @Test
  void aWindowThatIsTakenOutAndPutBackBeginsAnew() throws Exception {
    try (WindowSubtask subtask = new WindowSubtask(SLIDING)) {
      subtask.change(put("a", 100, 1));
      subtask.watermark(500);
      subtask.restartWith();
      subtask.watermark(1_500);
      subtask.restartWith(SLIDING);
      subtask.watermark(2_500);
      assertThat(subtask.windows()).isEmpty();
      Change again = put("b", 3_100, 2);
      subtask.change(again);
      subtask.watermark(3_999);
      assertThat(subtask.windows()).hasSize(1);
      compare(subtask.windows().get(0), List.of(again));
    }
  }

  /** Panes are found by their length, whatever windows they were begun for. */
  @ParameterizedTest
  @ValueSource(longs = {0, 300, 999, 1_000, 2_500, 60_000})
  void panesGoByTheLatenessThatIsConfiguredNow(long latenessMillis) throws Exception {
    for (long before : new long[] {0, 500, 30_000}) {
      WindowSpec longer = new WindowSpec("words", "sliding", SLIDING.kind(), SECOND, "", 1);
      try (WindowSubtask subtask =
          new WindowSubtask(spec("tumbling", TUMBLING.kind(), before), longer)) {
        subtask.change(put("a", 100, 1));
        subtask.change(put("b", 1_100, 2));
        subtask.watermark(1_500);
        subtask.restartWith(spec("tumbling", TUMBLING.kind(), latenessMillis));
        for (long ts = 1_500; ts < 70_000; ts += 500) {
          subtask.watermark(ts);
        }
        assertThat(subtask.windows())
            .filteredOn(each -> each.place().window().equals("tumbling"))
            .as("each once")
            .extracting(each -> each.place().start())
            .containsExactly(0L, 1_000L);
        assertThat(subtask.stored("words/panes/1000")).as("panes in state").isZero();
      }
    }
  }

  /** Sessions are found by the window's name, whatever gap they began with. */
  @ParameterizedTest
  @ValueSource(longs = {50, 99, 101, 200})
  void openSessionsEndByTheGapThatIsConfiguredNow(long gapMillis) throws Exception {
    for (long lateness : new long[] {0, 30, 500}) {
      WindowSpec before = spec("s", new Kind.Session(Duration.ofMillis(100)), lateness);
      WindowSpec after = spec("s", new Kind.Session(Duration.ofMillis(gapMillis)), lateness);
      Change first = put("a", 1_000, 1);
      Change second = put("b", 1_040, 2);
      try (WindowSubtask subtask = new WindowSubtask(before)) {
        subtask.change(first);
        subtask.change(second);
        subtask.watermark(1_041);
        subtask.restartWith(after);
        for (long ts = 1_050; ts < 3_000; ts += 50) {
          subtask.watermark(ts);
        }
        assertThat(subtask.windows())
            .singleElement()
            .satisfies(
                session -> {
                  assertThat(session.place().end()).isEqualTo(1_040 + gapMillis);
                  compare(session, List.of(first, second));
                });
        assertThat(subtask.stored("words/of/s")).as("slices in state").isZero();
      }
    }
  }

  @Test
  void aSessionThatWasEmittedIsNotEmittedAgainByARestore() throws Exception {
    try (WindowSubtask subtask =
        new WindowSubtask(spec("s", new Kind.Session(Duration.ofMillis(100)), 500))) {
      subtask.change(put("a", 1_000, 1));
      subtask.watermark(1_200);
      subtask.failAndRestore();
      subtask.watermark(1_300);
      assertThat(subtask.windows()).hasSize(1);
    }
  }

  @Test
  void valuesBeyondTheFirstAreInOneGroup() throws Exception {
    WindowSpec spec =
        new WindowSpec("words", "g", new Kind.Tumbling(SECOND), Duration.ZERO, "lang", 2);
    try (WindowSubtask subtask = new WindowSubtask(spec)) {
      long now = 0;
      for (String lang : List.of("en", "de", "fr", "en", "it")) {
        subtask.change(put("id", 10, 1, "{\"rank\":1,\"lang\":\"" + lang + "\"}"));
        subtask.clock(now += Summarize.WAIT_MILLIS);
      }
      subtask.watermark(5_000);
      assertThat(counts(subtask)).isEqualTo(Map.of("en", 2L, "de", 1L, Groups.OTHER, 2L));
    }
  }

  /** Also on a subtask that met many others since it started. */
  @Test
  void aGroupIsForGoodWhateverComesBetween() throws Exception {
    WindowSpec spec =
        new WindowSpec("words", "g", new Kind.Tumbling(SECOND), Duration.ZERO, "lang", 2);
    try (WindowSubtask subtask = new WindowSubtask(spec)) {
      subtask.change(lang("en"));
      subtask.change(lang("de"));
      subtask.failAndRestore();
      long now = 0;
      for (int i = 0; i < 100; i++) {
        subtask.change(lang("other-" + i));
        if (i % 20 == 19) {
          subtask.clock(now += Summarize.WAIT_MILLIS);
        }
      }
      subtask.change(lang("en"));
      subtask.change(lang("de"));
      subtask.watermark(5_000);
      assertThat(counts(subtask)).isEqualTo(Map.of("en", 2L, "de", 2L, Groups.OTHER, 100L));
    }
  }

  private static Change lang(String lang) {
    return put("id", 10, 1, "{\"lang\":\"" + lang + "\"}");
  }

  private static Map<String, Long> counts(WindowSubtask subtask) {
    return subtask.windows().stream()
        .collect(
            Collectors.toMap(
                each -> each.place().group().orElseThrow().value(), WindowStatistics::records));
  }

  @Test
  void whatWasAskedIsInTheWindowOfItsTime() throws Exception {
    try (WindowSubtask subtask = new WindowSubtask(TUMBLING, SESSION, GROUPED)) {
      subtask.clock(5_000);
      subtask.answer(answer("h1", 300, "a", "b"));
      subtask.answer(answer("h1", 400, "a", "c"));
      subtask.answer(new Result.Failed("q", Result.Code.NOT_FOUND, "none"));
      subtask.watermark(999);
      WindowStatistics window = subtask.windows().get(0);
      assertThat(subtask.windows()).hasSize(1);
      assertThat(window.counts().queries()).isEqualTo(2);
      assertThat(window.topQueries()).containsExactly(new Frequent("h1", 2, 0));
      assertThat(window.topHits())
          .containsExactly(
              new Frequent("a", 2, 0), new Frequent("b", 1, 0), new Frequent("c", 1, 0));
      assertThat(window.latencies().orElseThrow().max()).isEqualTo(400f);
      assertThat(window.vectors()).isEmpty();
    }
  }

  /** The first window began before the stream did: the second is what others are compared with. */
  @Test
  void driftIsFromTheFirstCompleteWindowAndFromThePrevious() throws Exception {
    Random random = new Random(7);
    try (WindowSubtask subtask = new WindowSubtask(TUMBLING)) {
      for (int window = 0; window < 5; window++) {
        for (int i = 0; i < 300; i++) {
          float[] vector = vector(random);
          vector[0] += window == 3 ? 5 : 0;
          subtask.change(put("id" + i, window * 1000 + 500 + i, vector, "{}"));
        }
        subtask.watermark(window * 1000 + 999);
      }
      List<WindowStatistics> windows = subtask.windows();
      assertThat(windows).hasSize(5);
      assertThat(windows.get(1).fromReference()).isEmpty();
      assertThat(windows.get(1).fromPrevious().orElseThrow().flagged()).isFalse();
      assertThat(windows.get(2).fromReference().orElseThrow().start()).isEqualTo(1000);
      assertThat(windows.get(2).fromReference().orElseThrow().flagged()).isFalse();
      assertThat(windows.get(3).fromReference().orElseThrow().mean()).isGreaterThan(2);
      assertThat(windows.get(3).fromReference().orElseThrow().spread()).isLessThan(1);
      assertThat(windows.get(3).fromPrevious().orElseThrow().flagged()).isTrue();
      assertThat(windows.get(4).fromReference().orElseThrow().flagged()).isFalse();
      assertThat(windows.get(4).fromPrevious().orElseThrow().flagged()).isTrue();
    }
  }

  @Test
  void equalPanesAreAggregatedOnce() {
    assertThat(Feeds.of(List.of(TUMBLING, SLIDING, SESSION, GLOBAL, GROUPED)).all())
        .extracting(Feed::key)
        .containsExactly(
            "words/panes/1000", "words/of/session", "words/of/global", "words/panes/1000/lang");
  }

  private static Map<String, List<Change>> expected(List<Change> changes, WindowSpec spec) {
    Map<String, List<Change>> windows = new TreeMap<>();
    List<Change> ordered = new ArrayList<>(changes);
    ordered.sort(Comparator.comparingLong(Change::ts));
    long start = Long.MIN_VALUE;
    long last = Long.MIN_VALUE;
    for (Change change : ordered) {
      if (spec.kind() instanceof Kind.Session session) {
        if (last == Long.MIN_VALUE || change.ts() - last >= session.gap().toMillis()) {
          start = change.ts();
        }
        last = change.ts();
        windows.computeIfAbsent(start + "/", key -> new ArrayList<>()).add(change);
        continue;
      }
      String group = spec.grouped() ? lang(change) : "";
      for (long from = change.ts() - Math.floorMod(change.ts(), spec.slide());
          from > change.ts() - spec.size();
          from -= spec.slide()) {
        windows.computeIfAbsent(from + "/" + group, key -> new ArrayList<>()).add(change);
      }
    }
    return windows;
  }

  private static String lang(Change change) {
    return change instanceof Change.Upserted upserted
        ? upserted.attributes().orElseThrow().replaceAll(".*:\"|\"}", "")
        : "";
  }

  private static void compare(List<WindowStatistics> windows, Map<String, List<Change>> expected) {
    Map<String, WindowStatistics> found = new TreeMap<>();
    for (WindowStatistics each : windows) {
      String group = each.place().group().map(WindowStatistics.Group::value).orElse("");
      assertThat(found.put(each.place().start() + "/" + group, each)).isNull();
    }
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    found.forEach((key, window) -> compare(window, expected.get(key)));
  }

  private static void compare(WindowStatistics window, List<Change> changes) {
    long inserts = 0;
    long updates = 0;
    Set<String> ids = new HashSet<>();
    List<float[]> vectors = new ArrayList<>();
    List<Double> norms = new ArrayList<>();
    for (Change change : changes) {
      ids.add(change.id());
      if (change instanceof Change.Upserted upserted) {
        inserts += upserted.replaced() ? 0 : 1;
        updates += upserted.replaced() ? 1 : 0;
        vectors.add(upserted.vector());
        double square = 0;
        for (float each : upserted.vector()) {
          square += each * each;
        }
        norms.add(Math.sqrt(square));
      }
    }
    assertThat(window.counts().inserts()).isEqualTo(inserts);
    assertThat(window.counts().updates()).isEqualTo(updates);
    assertThat(window.counts().deletes()).isEqualTo(changes.size() - vectors.size());
    assertThat(window.records()).isEqualTo(changes.size());
    assertThat(window.ids().orElseThrow().value()).isCloseTo(ids.size(), within(0.07 * ids.size()));
    assertThat(window.place().firstTs())
        .isEqualTo(changes.stream().mapToLong(Change::ts).min().orElseThrow());
    if (vectors.isEmpty()) {
      assertThat(window.vectors()).isEmpty();
      return;
    }
    assertThat(window.vectors().orElseThrow().count()).isEqualTo(vectors.size());
    for (int d = 0; d < DIMENSION; d++) {
      int at = d;
      double mean = vectors.stream().mapToDouble(each -> each[at]).average().orElseThrow();
      double squares =
          vectors.stream().mapToDouble(each -> (each[at] - mean) * (each[at] - mean)).sum();
      assertThat(window.vectors().get().mean()[d]).isCloseTo((float) mean, within(1e-5f));
      assertThat((double) window.vectors().get().variance()[d])
          .isCloseTo(vectors.size() < 2 ? 0 : squares / (vectors.size() - 1), within(1e-4));
    }
    Collections.sort(norms);
    assertThat((double) window.norms().orElseThrow().min()).isCloseTo(norms.get(0), within(1e-4));
    assertThat((double) window.norms().get().max())
        .isCloseTo(norms.get(norms.size() - 1), within(1e-4));
    int half = (norms.size() + 1) / 2 - 1;
    int slack = norms.size() <= QuantileSketch.K ? 0 : (int) Math.ceil(0.03 * norms.size());
    assertThat((double) window.norms().get().p50())
        .isBetween(
            norms.get(Math.max(0, half - slack)) - 1e-4,
            norms.get(Math.min(norms.size() - 1, half + slack)) + 1e-4);
  }

  private static List<Change> changes(Random random, int count) {
    List<Change> changes = new ArrayList<>();
    long ts = 0;
    for (int i = 0; i < count; i++) {
      ts += random.nextInt(30) == 0 ? random.nextInt(120) : random.nextInt(6);
      String id = "id" + random.nextInt(1_500);
      if (random.nextInt(6) == 0) {
        changes.add(new Change.Deleted("words", id, order(i), ts, 0));
      } else {
        String lang = random.nextBoolean() ? "en" : "de";
        changes.add(put(id, ts, vector(random), "{\"lang\":\"" + lang + "\"}"));
      }
    }
    return changes;
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] = 3 + (float) random.nextGaussian();
    }
    return vector;
  }

  private static Change put(String id, long ts, float component) {
    float[] vector = new float[DIMENSION];
    vector[0] = component;
    return put(id, ts, vector, "{}");
  }

  private static Change put(String id, long ts, float component, String attributes) {
    float[] vector = new float[DIMENSION];
    vector[0] = component;
    return put(id, ts, vector, attributes);
  }

  private static Change put(String id, long ts, float[] vector, String attributes) {
    return new Change.Upserted(
        "words", id, order(ts), ts, 0, vector, Optional.of(attributes), ts % 2 == 0);
  }

  private static Result.Answer answer(String hash, long ts, String... ids) {
    List<Result.Hit> hits =
        java.util.Arrays.stream(ids)
            .map(id -> new Result.Hit(id, 0, Optional.empty(), Optional.empty()))
            .toList();
    return new Result.Answer(
        "q", "words", hits, 10, true, 1, 1, "hnsw", OptionalLong.empty(), ts, hash, order(ts));
  }
}
