package org.flinkvectorindex.console.collection;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flinkvectorindex.console.Deadline;
import org.flinkvectorindex.console.cluster.Rest;

/**
 * What a running job's metrics say of its collections, at the moment of asking: some seconds late.
 *
 * @param values by name of the metric and its operator, the values of the subtasks that report it
 * @param silent subtasks that do not run yet, of which Flink has no metrics, or whose shards are
 *     not back yet; none that has finished
 */
public record JobView(Map<String, List<Double>> values, int silent) {
  /** Of a job that nobody can be asked about now. */
  static final JobView NOTHING = new JobView(Map.of(), 0);

  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Pattern OF_COLLECTION =
      Pattern.compile(".*\\.collection\\.([a-z0-9_-]+)\\.([a-z-]+)");
  private static final Pattern SERVES =
      Pattern.compile(".*\\.alias\\.([a-z0-9_-]+)\\.collection\\.([a-z0-9_-]+)\\.serves");
  private static final String RESTORED = ".restore-progress";
  private static final List<String> WANTED =
      List.of(
          ".directory-changes",
          ".serves",
          ".exists",
          ".live",
          ".shards",
          ".newest-ts",
          ".dropping",
          RESTORED,
          ".recall",
          ".recall-samples",
          ".currentInput1Watermark");

  public static JobView of(Rest rest, String job) throws IOException, InterruptedException {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    int silent = 0;
    for (JsonNode vertex : rest.get("/jobs/" + job).path("vertices")) {
      String path = "/jobs/%s/vertices/%s".formatted(job, vertex.path("id").asText());
      silent += vertex.path("parallelism").asInt();
      for (JsonNode subtask : rest.get(path).path("subtasks")) {
        String metrics = "%s/subtasks/%d/metrics".formatted(path, subtask.path("subtask").asInt());
        boolean heard = read(rest, metrics, values);
        boolean told =
            switch (subtask.path("status").asText()) {
              case "FINISHED" -> true; // It says nothing new any more.
              case "RUNNING" -> heard;
              default -> false; // One that fetches its state has metrics, but not of its shards.
            };
        silent -= told ? 1 : 0;
      }
    }
    return new JobView(values, silent);
  }

  /**
   * One of all that the job says, asked again until it is.
   *
   * @throws TimeoutException saying what has not come in that time
   */
  public static JobView whole(Deadline deadline, Callable<JobView> view) throws Exception {
    while (true) {
      JobView now = view.call();
      if (now.whole()) {
        return now;
      }
      if (deadline.passed()) {
        throw new TimeoutException(
            "%s: %s have not said anything after %d s"
                .formatted(
                    Readiness.METRICS,
                    now.silent() == 0 ? "all" : now.silent(),
                    deadline.seconds()));
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** Whether the subtask said anything, and not while it is restored: what it counts is not all. */
  private static boolean read(Rest rest, String path, Map<String, List<Double>> values)
      throws IOException, InterruptedException {
    JsonNode all = rest.get(path);
    List<String> names = new ArrayList<>();
    for (JsonNode metric : all) {
      String name = metric.path("id").asText();
      if (WANTED.stream().anyMatch(name::endsWith)) {
        names.add(name);
      }
    }
    boolean back = true;
    for (JsonNode metric : rest.metrics(path, names, "")) {
      String name = metric.path("id").asText();
      double value = metric.path("value").asDouble();
      values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
      back &= !name.endsWith(RESTORED) || value == 1;
    }
    return !all.isEmpty() && back;
  }

  /**
   * Whether every subtask has been heard. Flink begins to collect metrics when somebody asks, and
   * has none, or some, for who asks first: what is missing from such a view may well be there.
   */
  boolean whole() {
    return silent == 0 && !values.isEmpty();
  }

  /** Whether any subtask has, or had, vectors of it; always where it is configured. */
  public boolean known(String collection) {
    return !of(collection, "live").isEmpty();
  }

  private List<Double> all(Predicate<String> name) {
    return values.entrySet().stream()
        .filter(each -> name.test(each.getKey()))
        .flatMap(each -> each.getValue().stream())
        .toList();
  }

  private List<Double> of(String collection, String metric) {
    return all(
        name -> {
          Matcher matcher = OF_COLLECTION.matcher(name);
          return matcher.matches()
              && matcher.group(1).equals(collection)
              && matcher.group(2).equals(metric);
        });
  }

  private static long sum(List<Double> values) {
    return (long) values.stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Whether the stages that admit know of all that was decided. */
  boolean followed() {
    List<Double> changes = all(name -> name.endsWith(".directory-changes"));
    return changes.size() > 1 && changes.stream().distinct().count() == 1;
  }

  /** Whether a control record created it; empty where none said anything of it. */
  public OptionalDouble exists(String collection) {
    return of(collection, "exists").stream().mapToDouble(Double::doubleValue).max();
  }

  /** What each alias stands for. */
  Map<String, String> aliases() {
    Map<String, String> aliases = new TreeMap<>();
    values.forEach(
        (name, each) -> {
          Matcher matcher = SERVES.matcher(name);
          if (matcher.matches() && each.contains(1.0)) {
            aliases.put(matcher.group(1), matcher.group(2));
          }
        });
    return aliases;
  }

  /** All that the metrics know by name: also of those that are gone. */
  public TreeSet<String> collections() {
    TreeSet<String> names = new TreeSet<>();
    for (String name : values.keySet()) {
      Matcher matcher = OF_COLLECTION.matcher(name);
      if (matcher.matches()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  public long live(String collection) {
    return sum(of(collection, "live"));
  }

  long shards(String collection) {
    return sum(of(collection, "shards"));
  }

  /** The greatest event time that was applied to it; 0 before the first change. */
  long newestTs(String collection) {
    return (long) of(collection, "newest-ts").stream().mapToDouble(each -> each).max().orElse(0);
  }

  /** Shards that are still being removed. */
  long dropping() {
    return sum(all(name -> name.endsWith(".dropping")));
  }

  /** How far all subtasks have seen the stream of vectors; empty before the first watermark. */
  OptionalLong watermark() {
    List<Double> all = all(name -> name.endsWith("Insert_and_search.currentInput1Watermark"));
    return all.isEmpty() || all.stream().anyMatch(each -> each <= Long.MIN_VALUE)
        ? OptionalLong.empty()
        : OptionalLong.of((long) all.stream().mapToDouble(each -> each).min().orElseThrow());
  }

  /** Queries whose answers were checked. */
  long samples(String collection) {
    return sum(of(collection, "recall-samples"));
  }

  /** Of these, what share of the true neighbours was found, 0 to 1. */
  OptionalDouble recall(String collection) {
    List<Double> recalls = of(collection, "recall");
    List<Double> weights = of(collection, "recall-samples");
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < Math.min(recalls.size(), weights.size()); i++) {
      if (!recalls.get(i).isNaN() && weights.get(i) > 0) {
        sum += recalls.get(i) * weights.get(i);
        weight += weights.get(i);
      }
    }
    return weight == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / weight);
  }
}
