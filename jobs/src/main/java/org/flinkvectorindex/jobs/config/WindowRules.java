package org.flinkvectorindex.jobs.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flinkvectorindex.jobs.config.RedisOptions.Content;
import org.flinkvectorindex.jobs.config.WindowOptions.Type;

/** What must hold between the keys of a window, and between windows and what takes them. */
final class WindowRules {
  /** Panes that a sliding window is put together of. */
  private static final int MOST_PANES = 1000;

  private static final Map<Type, List<Option<?>>> OF_TYPE =
      new EnumMap<>(
          Map.of(
              Type.TUMBLING,
              List.of(WindowOptions.SIZE),
              Type.SLIDING,
              List.of(WindowOptions.SIZE, WindowOptions.SLIDE),
              Type.SESSION,
              List.of(WindowOptions.GAP),
              Type.GLOBAL,
              List.of(WindowOptions.COUNT)));

  private final Values job;
  private final List<Problem> problems;

  private WindowRules(Values job, List<Problem> problems) {
    this.job = job;
    this.problems = problems;
  }

  static void check(Values job, List<Problem> problems) {
    WindowRules rules = new WindowRules(job, problems);
    boolean some = false;
    for (Values collection : job.get(JobOptions.COLLECTIONS)) {
      List<Values> windows = collection.get(WindowOptions.BLOCKS);
      some |= !windows.isEmpty();
      rules.namesAreUnique(windows);
      windows.forEach(rules::keysAreOfType);
      windows.forEach(rules::panesFit);
    }
    if (!some) {
      rules.nobodyTakesThem();
    }
  }

  private void namesAreUnique(List<Values> windows) {
    Set<String> names = new HashSet<>();
    for (Values window : windows) {
      window
          .find(WindowOptions.NAME)
          .filter(name -> !names.add(name))
          .ifPresent(
              name ->
                  note(
                      window.path("name"),
                      name,
                      "another window of the collection has this name",
                      "each name once"));
    }
  }

  private void keysAreOfType(Values window) {
    Optional<Type> type = window.find(WindowOptions.TYPE);
    if (type.isEmpty()) {
      return;
    }
    List<Option<?>> wanted = OF_TYPE.get(type.get());
    String word = type.get().name().toLowerCase(Locale.ROOT);
    for (Option<?> option :
        List.<Option<?>>of(
            WindowOptions.SIZE, WindowOptions.SLIDE, WindowOptions.GAP, WindowOptions.COUNT)) {
      String path = window.path(option.name());
      boolean there = window.find(option).isPresent();
      if (wanted.contains(option) && !there && !refused(path)) {
        problems.add(
            new Problem(path, Optional.empty(), "missing", Optional.of(option.type().allowed())));
      } else if (!wanted.contains(option) && there) {
        problems.add(
            new Problem(
                path,
                Optional.empty(),
                "no key of type " + word,
                Optional.of("nothing with this type")));
      }
    }
  }

  private boolean refused(String path) {
    return problems.stream().anyMatch(problem -> problem.key().equals(path));
  }

  private void panesFit(Values window) {
    Optional<Duration> size = window.find(WindowOptions.SIZE);
    Optional<Duration> slide = window.find(WindowOptions.SLIDE);
    if (size.isEmpty() || slide.isEmpty()) {
      return;
    }
    long panes = size.get().toMillis() / slide.get().toMillis();
    if (size.get().toMillis() % slide.get().toMillis() != 0 || panes > MOST_PANES) {
      note(
          window.path(WindowOptions.SLIDE.name()),
          slide.get().toMillis() + " ms",
          "the size, %d ms, is no multiple of it up to %d times"
              .formatted(size.get().toMillis(), MOST_PANES),
          "a part of the size, such as " + Math.max(100, size.get().toMillis() / 10) + " ms");
    }
  }

  private void nobodyTakesThem() {
    job.find(JobOptions.STATISTICS)
        .ifPresent(
            sink ->
                problems.add(
                    new Problem(
                        JobOptions.STATISTICS.name(),
                        Optional.empty(),
                        "no collection has windows",
                        Optional.of("nothing, or windows in a collection"))));
    job.find(RedisOptions.BLOCK)
        .flatMap(redis -> redis.find(RedisOptions.PUBLISH))
        .filter(contents -> contents.contains(Content.WINDOWS))
        .ifPresent(
            contents ->
                note(
                    "redis.publish",
                    "windows",
                    "no collection has windows",
                    "vectors, results, or windows in a collection"));
  }

  private void note(String key, String value, String what, String allowed) {
    problems.add(new Problem(key, Optional.of(value), what, Optional.of(allowed)));
  }
}
